import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { annotationsOf } from '../../../src/cli/ci/annotations-of-report.ts';
import type { CiReport } from '../../../src/cli/ci/report.ts';
import { summaryOf } from '../../../src/cli/ci/summary.ts';
import { ciCommand } from '../../../src/cli/commands/ci.ts';
import type { Globals } from '../../../src/cli/context/globals.ts';
import { annotationLines } from '../../../src/cli/pipeline/annotations.ts';
import type { TestsReport } from '../../../src/cli/test/tests-report.ts';
import { connectEngine } from '../../../src/engine/connect.ts';
import { aCli } from '../../support/a-cli.ts';
import type { Repository } from '../../support/a-repository.ts';
import { aTestedRepository } from '../../support/a-tested-repository.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';
import { SELDOM } from '../../support/patience.ts';

let shop: Repository;
let engine: MemoryEngine;

beforeEach(async () => {
  engine = await startMemoryEngine();
  shop = aTestedRepository();
});
afterEach(async () => {
  shop.remove();
  await engine.close();
});

function ci(
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  globals: Partial<Globals> = {},
) {
  const codes: number[] = [];
  const environment = {
    DOCKER_HOST: engine.host,
    XDG_STATE_HOME: join(shop.folder, 'state'),
    ...variables,
  };
  const base = aCli(shop.folder, { environment, globals });
  const docker = connectEngine(base.environment, shop.folder);
  const cli = { ...base, engine: async () => docker, exitWith: (code: number) => codes.push(code) };
  const args = ['--skip', 'build,scan,lock', '--json', 'ci.json', ...words];
  const ending = ciCommand(cli)
    .parseAsync(args, { from: 'user' })
    .then(() => ({
      code: codes[0],
      ...base.written,
      report: JSON.parse(readFileSync(join(shop.folder, 'ci.json'), 'utf8')),
    }));
  return { ending, written: base.written };
}

/** Of the instances. */
const expectNothingLeft = (): void => expect([...engine.world.containers]).toEqual([]);

describe('the tests of ci', () => {
  test('run in an instance of their own, with what they write in the log and their results in the report', async () => {
    const { code, stdout, stderr, report } = await ci(['--skip', 'push', '--junit', 'junit.xml']).ending;

    expect(code, stderr).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('== test\n');
    expect(stderr).toContain('✔ unit: passed');
    expect(report.phases[2]).toMatchObject({ name: 'test', status: 'passed' });
    expect(report.tests).toMatchObject({
      result: 'passed',
      tests: 2,
      failures: 0,
      junit: 'junit.xml',
      failed: [],
    });
    expect(existsSync(join(shop.folder, report.tests.folder, 'logs.txt'))).toBe(true);
    expect(existsSync(join(shop.folder, 'junit.xml'))).toBe(true);
    expectNothingLeft();
  });

  test('fail the phase and what needs it, and are told at their place', async () => {
    const { code, stderr, report } = await ci(['--summary', 'ci.md'], {
      E2E: 'false',
      GITHUB_ACTIONS: 'true',
    }).ending;

    expect(code).toBe(1);
    expect(report.phases[2]).toMatchObject({ status: 'failed', why: '1 of 2 tests failed' });
    expect(report.phases[3]).toMatchObject({ name: 'push', status: 'blocked', why: 'test failed' });
    expect(report.tests.failed).toEqual([{ name: 'e2e', message: 'e2e ended with exit code 1' }]);
    expect(stderr).toContain('::error title=gantry test::1 of 2 tests failed\n');
    expect(stderr).toContain('::error title=e2e::e2e ended with exit code 1\n');
    expect(readFileSync(join(shop.folder, 'ci.md'), 'utf8')).toContain(
      '| e2e |  | e2e ended with exit code 1 |',
    );
    expectNothingLeft();
  });

  test('show the end of what they wrote in the summary, and nothing of what was done for them', async () => {
    const { report } = await ci(['e2e', '--summary', 'ci.md'], { E2E: 'sh -c "echo own line; false"' })
      .ending;
    const summary = readFileSync(join(shop.folder, 'ci.md'), 'utf8');

    expect(report.phases[2].log).toEqual(['own line']);
    expect(summary).toContain('the end of test');
    expect(summary).toContain('\nown line\n');
    expect(summary).not.toMatch(/Creat|Start/);
  });

  test('are only those that a change affects, and are compared once', async () => {
    shop.commit({ 'lib/a.txt': '2' });

    const { stderr, report } = await ci(['--since', 'main']).ending;

    expect(report.phases[2]).toMatchObject({ name: 'test', status: 'passed' });
    expect(report.tests.tests).toBe(1);
    expect(stderr.match(/changed file since/g)).toHaveLength(1);
  });

  test('are left out where a change affects none, and where none of the named services runs tests', async () => {
    shop.commit({ 'other.txt': '1' });

    const unaffected = await ci(['--since', 'main']).ending;
    const named = await ci(['web']).ending;

    expect(unaffected.report.phases[2]).toMatchObject({
      status: 'skipped',
      why: 'no service that runs tests is affected',
    });
    expect(unaffected.report.tests).toBeNull();
    expect(named.report.phases[2]).toMatchObject({ status: 'skipped', why: 'no service runs tests' });
  });

  test.each([
    ['timeout', 124, ['--timeout', '1s']],
    ['interrupted', 130, []],
  ])('are taken back after %s, and keep their results', async (result, expected, words) => {
    const { ending, written } = ci(['e2e', ...words], { E2E: 'sh -c "echo begun; sleep 600"' });
    if (result === 'interrupted') {
      await vi.waitFor(() => expect(written.stderr).toContain('begun\n'), SELDOM);
      process.emit('SIGTERM', 'SIGTERM');
    }
    const { code, report } = await ending;

    expect(code).toBe(expected);
    expect(report).toMatchObject({ result, tests: { result } });
    expect(report.phases[2]).toMatchObject({ status: 'cancelled', why: result });
    expect(existsSync(join(shop.folder, report.tests.folder, 'logs.txt'))).toBe(true);
    expectNothingLeft();
  });
});

const failed: TestsReport = {
  result: 'failed',
  folder: 'test-results/1',
  junit: 'junit.xml',
  tests: 3,
  failures: 1,
  errors: 0,
  skipped: 1,
  seconds: 1,
  failed: [{ name: 'Basket › adds | up', message: 'expected 2\ngot 3', file: 'src/a.ts', line: 7 }],
};

test('annotationsOf() shows tests at their lines; those that did not fail the run are warnings', () => {
  const of = (tests: TestsReport) => annotationLines(annotationsOf({ phases: [], tests, problems: [] }));

  expect(of(failed)).toBe('::error file=src/a.ts,line=7,title=Basket › adds | up::expected 2%0Agot 3\n');
  expect(of({ ...failed, result: 'passed' })).toMatch(/^::warning file=src/);
});

test('summaryOf() counts tests, and has those that failed with their places', () => {
  const report: CiReport = {
    project: 'shop',
    pipeline: 'github',
    since: undefined,
    base: undefined,
    result: 'failed',
    seconds: 1,
    services: [],
    phases: [],
    tests: failed,
    pushed: [],
    problems: [],
  };

  const text = summaryOf(report, 'comment');

  expect(text).toContain('3 tests, 1 failed, 1 skipped; results are in `test-results/1`');
  expect(text).toContain('| Basket › adds \\| up | `src/a.ts:7` | expected 2 got 3 |');
});
