import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findTests } from '../../../src/cli/test/find-tests.ts';
import { isSecretAxis, matrixCopies, parseAxis } from '../../../src/cli/test/matrix.ts';
import { parseShard, servicesOfShard } from '../../../src/cli/test/shard.ts';
import { exitCodeOf, resultOf, type TestRun, worstOf } from '../../../src/cli/test/test-outcome.ts';
import { noteTimes, readTimes } from '../../../src/cli/test/test-times.ts';
import { secretHider } from '../../../src/model/secret-hider.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

describe('findTests()', () => {
  const marked = { extensions: new Map([['x-gantry', { test: true }]]) };
  const e2e = aService('e2e', marked);
  const unit = aService('unit', marked);
  const inProfile = aService('smoke', { profiles: ['test'] });
  const web = aService('web');

  test('takes the named services, whatever the file says of them', () => {
    const project = aProject({ services: [web, unit] });

    expect(findTests(project, ['web', 'web'], [])).toEqual(['web']);
  });

  test('takes those that say so before those of the profile', () => {
    expect(findTests(aProject({ services: [web, unit, inProfile, e2e] }), [], [])).toEqual(['e2e', 'unit']);
    expect(findTests(aProject({ services: [web, inProfile] }), [], [])).toEqual(['smoke']);
  });

  test('finds those that a profile switches off', () => {
    const project = { ...aProject({ services: [web] }), disabledServices: new Map([['e2e', e2e]]) };

    expect(findTests(project, [], [])).toEqual(['e2e']);
  });

  test('says what to write where there are none', () => {
    expect(() => findTests(aProject({ services: [web] }), [], [])).toThrow('runs tests');
  });

  test('refuses one command for several services', () => {
    expect(() => findTests(aProject({ services: [unit, e2e] }), [], ['npm', 'test'])).toThrow(
      'one command cannot run in 2 services: e2e, unit',
    );
  });
});

describe('matrixCopies()', () => {
  test('makes all combinations, in the order that was typed', () => {
    const axes = ['PG=15,16', 'NODE=22, 24,22']
      .map((text) => parseAxis(text))
      .filter((axis) => axis !== undefined);

    expect(matrixCopies(axes).map(({ label }) => label)).toEqual([
      'PG=15,NODE=22',
      'PG=15,NODE=24',
      'PG=16,NODE=22',
      'PG=16,NODE=24',
    ]);
    expect(matrixCopies(axes)[3]?.variables).toEqual(
      new Map([
        ['PG', '16'],
        ['NODE', '24'],
      ]),
    );
  });

  test('makes one copy where there is nothing to vary', () => {
    expect(matrixCopies([])).toEqual([{ label: '', folder: '1-', variables: new Map() }]);
  });

  test('names folders by the values, as far as those can be read', () => {
    const axes = [{ name: 'DB', values: ['postgres:16', 'my/sql'] }];

    expect(matrixCopies(axes).map(({ folder }) => folder)).toEqual(['1-DB-postgres-16', '2-DB-my-sql']);
  });

  test('names the values of a secret by their numbers', () => {
    const axes = [
      { name: 'TOKEN', values: ['first-secret', 'second-secret'] },
      { name: 'PG', values: ['16'] },
    ];
    const copies = matrixCopies(axes, ({ name }) => name === 'TOKEN');

    expect(copies.map(({ label, folder }) => [label, folder])).toEqual([
      ['TOKEN=•••••• 1,PG=16', '1'],
      ['TOKEN=•••••• 2,PG=16', '2'],
    ]);
    expect(copies.map(({ variables }) => variables.get('TOKEN'))).toEqual(['first-secret', 'second-secret']);
  });

  test.each([
    ['API_TOKEN', 'plain', true],
    ['ANY', 'hunter2-of-db', true],
    ['LICENCE', 'plain', true],
    ['PG', '15', false],
  ])('takes %s=%s for a secret: %s', (name, value, expected) => {
    const project = {
      ...aProject({ services: [aService('db', { environment: { DB_PASSWORD: 'hunter2-of-db' } })] }),
      secrecy: { fromEnvFiles: new Map(), variables: new Set(['LICENCE']), values: [], filled: [] },
    };

    expect(isSecretAxis({ name, values: ['other', value] }, project, secretHider(project))).toBe(expected);
  });

  test.each(['PG', 'PG=', '=15', 'PG=15,,16', '1=2', 'A B=1'])('%s is no axis', (text) => {
    expect(parseAxis(text)).toBeUndefined();
  });
});

describe('servicesOfShard()', () => {
  const services = ['a', 'b', 'c', 'd', 'e'];
  const parts = (total: number, seconds: ReadonlyMap<string, number>) =>
    Array.from({ length: total }, (_, index) =>
      servicesOfShard(services, { index: index + 1, total }, seconds),
    );

  test.each([1, 2, 3, 5, 8])('gives each service to one of %i parts', (total) => {
    expect(parts(total, new Map()).flat().sort()).toEqual(services);
  });

  test('divides by the times that are known', () => {
    const times = new Map([
      ['a', 90],
      ['b', 30],
      ['c', 30],
      ['d', 30],
    ]);

    expect(parts(2, new Map([...times, ['e', 1]]))).toEqual([
      ['a', 'e'],
      ['b', 'c', 'd'],
    ]);
  });

  test('leaves one service alone to divide its tests by itself', () => {
    expect(servicesOfShard(['a'], { index: 3, total: 4 }, new Map())).toEqual(['a']);
  });

  test.each(['0/4', '5/4', '1', '1/0', 'a/b', '-1/2'])('%s is no shard', (text) => {
    expect(parseShard(text)).toBeUndefined();
  });
});

describe('the outcome', () => {
  const ended = (code: number): TestRun => ({ service: 's', seconds: 1, end: { kind: 'exited', code } });

  test.each([
    [[ended(0)], 'passed', 0],
    [[ended(7)], 'failed', 7],
    [[ended(0), ended(7)], 'failed', 1],
  ] as const)('%j → %s, %i', (runs, result, code) => {
    expect(resultOf(runs, { started: true })).toBe(result);
    expect(exitCodeOf(result, runs)).toBe(code);
  });

  test('is that nothing could be run where what the tests need did not start', () => {
    expect(resultOf([], { started: false })).toBe('not-started');
    expect(exitCodeOf('not-started', [])).toBe(125);
  });

  test('is what ended the run, whatever the tests said', () => {
    expect(resultOf([ended(1)], { started: true, stopped: 'timeout' })).toBe('timeout');
    expect(exitCodeOf('timeout', [])).toBe(124);
    expect(exitCodeOf('interrupted', [])).toBe(130);
  });

  test('of several copies is the worst', () => {
    expect(worstOf(['passed', 'failed', 'passed'])).toBe('failed');
    expect(worstOf(['failed', 'not-started'])).toBe('not-started');
    expect(worstOf(['timeout', 'interrupted'])).toBe('interrupted');
    expect(worstOf([])).toBe('passed');
  });
});

describe('times of test services', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gantry-times-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('stay for services that did not run now, one line for each', async () => {
    const path = join(folder, 'times.json');
    const run = (service: string, seconds: number): TestRun => ({
      service,
      seconds,
      end: { kind: 'exited', code: 1 },
    });

    await noteTimes(path, [run('unit', 3.14), run('e2e', 12)]);
    await noteTimes(path, [run('unit', 4), { service: 'new', seconds: 9, end: { kind: 'stopped' } }]);

    expect(readFileSync(path, 'utf8')).toBe('{\n  "e2e": 12,\n  "unit": 4\n}\n');
    expect(await readTimes(path)).toEqual(
      new Map([
        ['e2e', 12],
        ['unit', 4],
      ]),
    );
  });

  test('are none where there is no file, and refused where it is something else', async () => {
    const path = join(folder, 'times.json');
    expect(await readTimes(path)).toEqual(new Map());

    writeFileSync(path, '[1, 2]');
    await expect(readTimes(path)).rejects.toThrow('is no file of times');
  });
});
