import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { textAt } from '../../scripts/setup/json.ts';
import { aWorkspace, docker, leftovers, type Workspace } from '../support/gantry.ts';
import { SELDOM } from '../support/patience.ts';

// Each state is held open by a file or a long sleep, and every test asks at its end for all that is left.

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.remove();
  workspace = undefined;
});

const REPORT =
  '<testsuite name="shell"><testcase classname="Basket" name="adds up"/><testcase classname="Basket" name="takes away"><failure message="expected 2"/></testcase></testsuite>';

const FILES = {
  'report.xml': REPORT,
  'compose.yaml': `
services:
  db:
    {image: busybox, command: sleep 600, init: true, volumes: ["data:/data"], healthcheck: {test: "\${PROBE:-true}", interval: 1s, retries: 1}}
  tests:
    image: busybox
    command: sh -c 'mkdir report; cp /report.xml report/junit.xml; echo "$$PASSWORD and \${PG:-no} PG"; exit \${CODE:-0}'
    init: true
    working_dir: /app
    volumes: ["./report.xml:/report.xml:ro"]
    environment: {PASSWORD: hunter2hunter2}
    depends_on: {db: {condition: service_healthy}}
    profiles: [test]
    x-gantry: {test: true, artifacts: [report]}
volumes: {data: {}}
`,
};

const HANGS = 'test tests -- sleep 600';

/** Once the tests run. */
const runsTests = (project: string): Promise<unknown> =>
  vi.waitFor(() => {
    const names = docker('ps', '--filter', `label=gantry.instance.of=${project}`, '--format', '{{.Names}}');
    expect(names).toContain('-tests-run-');
  }, SELDOM);

const resultsOf = ({ folder }: Pick<Workspace, 'folder'>): string => {
  const [only = ''] = readdirSync(join(folder, 'test-results'));
  return join(folder, 'test-results', only);
};

async function expectNothingLeft({ project }: Workspace): Promise<void> {
  expect(await leftovers(project)).toEqual([]);
  expect(docker('images', '--quiet', '--filter', `reference=${project}-*`)).toBe('');
}

test('test runs tests beside what they need, keeps their results, and leaves nothing behind', async () => {
  workspace = aWorkspace('tests', FILES);

  const { code, stdout } = await workspace.gantry('test --format json');

  expect(code).toBe(0);
  const [copy] = JSON.parse(stdout).copies;
  expect(copy).toMatchObject({
    result: 'passed',
    removed: true,
    tests: [{ service: 'tests', end: 'exited', exitCode: 0 }],
    totals: { tests: 2, failures: 1 },
    artifacts: { tests: ['tests/report/junit.xml'] },
    problems: [],
  });
  const results = resultsOf(workspace);
  expect(readFileSync(join(results, 'tests/report/junit.xml'), 'utf8')).toBe(REPORT);
  expect(readFileSync(join(results, 'junit.xml'), 'utf8')).toContain(
    'classname="tests.Basket" name="takes away"',
  );
  const logs = readFileSync(join(results, 'logs.txt'), 'utf8');
  expect(logs).toContain('no PG');
  expect(logs).not.toContain('hunter2');
  await expectNothingLeft(workspace);
});

test('test ends with the exit code of the tests', async () => {
  workspace = aWorkspace('tests-fail', FILES);

  const { code, stdout } = await workspace.gantry('test --output out --junit here/all.xml', { CODE: '7' });

  expect([code, stdout]).toEqual([7, expect.stringContaining('tests: exit code 7')]);
  expect(existsSync(join(workspace.folder, 'out/summary.json'))).toBe(true);
  expect(existsSync(join(workspace.folder, 'here/all.xml'))).toBe(true);
  await expectNothingLeft(workspace);
});

test('test tells what did not start, and runs no test', async () => {
  workspace = aWorkspace('tests-start', FILES);

  const { code, stderr } = await workspace.gantry('test', { PROBE: 'false' });

  expect([code, stderr]).toEqual([125, expect.stringContaining('is unhealthy')]);
  const report = readFileSync(join(resultsOf(workspace), 'junit.xml'), 'utf8');
  expect(report).toMatch(
    /<testcase classname="gantry.environment" name="db"[^>]*>\s*<error [^>]*type="unhealthy"/,
  );
  expect(report).toContain('<skipped message="what they need did not start"/>');
  expect(readFileSync(join(resultsOf(workspace), 'failures.txt'), 'utf8')).toContain('unhealthy');
  await expectNothingLeft(workspace);
});

test('test ends tests that hang when their time is over', async () => {
  workspace = aWorkspace('tests-hang', FILES);

  const { code, stdout } = await workspace.gantry(`test --timeout 4s${HANGS.slice('test'.length)}`);

  expect([code, stdout]).toEqual([124, expect.stringContaining('stopped as the time was over')]);
  await expectNothingLeft(workspace);
});

test('test removes everything after Ctrl-C', async () => {
  workspace = aWorkspace('tests-interrupt', FILES);
  const running = workspace.start(HANGS);
  await runsTests(workspace.project);

  running.process.kill('SIGINT');

  expect((await running.ended).code).toBe(130);
  expect(existsSync(join(resultsOf(workspace), 'junit.xml'))).toBe(true);
  await expectNothingLeft(workspace);
});

test('test removes what a run has left that was killed, and nothing of one that goes on', async () => {
  workspace = aWorkspace('tests-killed', FILES);
  const { project } = workspace;
  const goesOn = workspace.start(HANGS);
  await runsTests(project);
  const killed = workspace.start(HANGS);
  await vi.waitFor(async () => {
    const found = await leftovers(project);
    expect(found.filter((line) => line.includes('-tests-run-'))).toHaveLength(2);
  }, SELDOM);
  killed.process.kill('SIGKILL');
  await killed.ended;

  const next = await workspace.gantry('test');

  expect([next.code, next.stderr]).toEqual([0, expect.stringContaining('was killed')]);
  const left = (await leftovers(project)).filter((line) => line.includes('-tests-run-'));
  expect(left).toHaveLength(1);
  goesOn.process.kill('SIGTERM');
  expect((await goesOn.ended).code).toBe(130);
  await expectNothingLeft(workspace);
});

test('test runs the copies of a matrix side by side, each with its value', async () => {
  workspace = aWorkspace('tests-matrix', FILES);

  const { code, stdout } = await workspace.gantry('test --matrix PG=15,16 --format json');

  expect(code).toBe(0);
  const { copies } = JSON.parse(stdout);
  expect(copies.map((copy: unknown) => [textAt(copy, 'matrix'), textAt(copy, 'result')])).toEqual([
    ['PG=15', 'passed'],
    ['PG=16', 'passed'],
  ]);
  const [folder = ''] = copies.map((copy: unknown) => textAt(copy, 'folder'));
  expect(readFileSync(join(workspace.folder, folder, 'logs.txt'), 'utf8')).toContain('15 PG');
  expect(readFileSync(join(resultsOf(workspace), 'junit.xml'), 'utf8')).toContain('tests[PG=16].Basket');
  await expectNothingLeft(workspace);
});

test('test --keep leaves what failed, and says how to look inside and remove it', async () => {
  workspace = aWorkspace('tests-keep', FILES);

  const { code, stderr } = await workspace.gantry('test --keep', { CODE: '3' });

  expect(code).toBe(3);
  const [look = '', , removal = ''] = stderr.split('\n').filter((line) => line.startsWith('  gantry '));
  const words = (line: string): string =>
    line
      .trim()
      .replace(/^gantry /, '')
      .replaceAll("'", '');
  const { stdout } = await workspace.gantry(words(look));
  expect(stdout).toContain('db-1');
  expect((await workspace.gantry('test', { CODE: '0' })).code).toBe(0);
  expect((await leftovers(workspace.project)).join()).toContain('-db-1');
  expect((await workspace.gantry(words(removal))).code).toBe(0);
  await expectNothingLeft(workspace);
});

test('test --watch runs tests again after a save, and keeps what they need as it is', async () => {
  workspace = aWorkspace('tests-watch', FILES);
  const { folder, project, start, write } = workspace;
  const dbs = (): string =>
    docker('ps', '--quiet', '--filter', `label=gantry.instance.of=${project}`, '--filter', 'name=-db-1');
  const running = start('test --watch');
  await running.until('Waiting for a change');
  const before = dbs();

  write('report.xml', REPORT.replace('takes away', 'again'));
  const summary = (): string => readFileSync(join(resultsOf({ folder }), 'junit.xml'), 'utf8');
  await vi.waitFor(() => expect(summary()).toContain('name="again"'), SELDOM);

  expect(dbs()).toBe(before);
  running.process.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
  await expectNothingLeft(workspace);
});
