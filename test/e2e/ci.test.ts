import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { aRegistry, type Registry } from '../support/a-registry.ts';
import { aWorkspace, docker, leftovers, type Workspace } from '../support/gantry.ts';

let registry: Registry;
let workspace: Workspace;

beforeAll(async () => {
  registry = await aRegistry('ci');
});
afterAll(() => registry.stop());
afterEach(async () => {
  await workspace.remove();
  const ids = docker('images', '-q', '--filter', `reference=${registry.host}/*/*`)
    .split('\n')
    .filter(Boolean);
  if (ids.length > 0) docker('rmi', '-f', ...new Set(ids));
});

test('ci ends what runs when its time is over, and writes its report', async () => {
  workspace = aWorkspace('ci-time', {
    'compose.yaml': 'services: {web: {build: .}}\n',
    // Nobody has such a step in the cache.
    Dockerfile: `FROM busybox:latest\nRUN sleep 600 && echo ${randomUUID()}\n`,
  });

  const { code, stderr } = await workspace.gantry('ci --timeout 1s --json ci.json');

  expect(code, stderr).toBe(124);
  expect(JSON.parse(readFileSync(join(workspace.folder, 'ci.json'), 'utf8'))).toMatchObject({
    result: 'timeout',
    phases: [{ name: 'build', status: 'cancelled' }, {}, {}, {}, {}],
  });
});

test('ci tests what it has built, tells tests that failed at their lines, pushes nothing then, and leaves no instance', async () => {
  workspace = aWorkspace('ci-tests', {
    'compose.yaml': `services:
  web: {image: "${registry.host}/gt/tested:1", build: .}
  tests:
    image: "${registry.host}/gt/tested:1"
    command: "false"
    working_dir: /app
    depends_on: [web]
    profiles: [test]
    x-gantry: {test: true, artifacts: [report]}
`,
    Dockerfile: 'FROM busybox:latest\nCOPY . /app/\nCMD ["sleep", "600"]\n',
    '.dockerignore': 'test-results\nci.json\n',
    'basket.js': '',
    'report/junit.xml':
      '<testsuite name="shell"><testcase name="adds up"/><testcase name="takes away" file="basket.js" line="7"><failure message="expected 2"/></testcase></testsuite>',
  });

  const { code, stderr } = await workspace.gantry('ci --skip scan --json ci.json', {
    GITHUB_ACTIONS: 'true',
  });

  expect(code, stderr).toBe(1);
  const { phases, tests } = JSON.parse(readFileSync(join(workspace.folder, 'ci.json'), 'utf8'));
  expect(phases.slice(2)).toMatchObject([
    { name: 'test', status: 'failed', why: '1 of 2 tests failed' },
    { name: 'push', status: 'blocked' },
    { name: 'lock', status: 'blocked' },
  ]);
  expect(tests.failed).toMatchObject([{ file: 'basket.js', line: 7, message: 'expected 2' }]);
  expect(stderr).toMatch(/^::error file=basket\.js,line=7,title=.*takes away::expected 2$/m);
  expect(stderr).toMatch(/\ngantry ci failed after .*\n$/);
  expect(readFileSync(join(workspace.folder, tests.junit), 'utf8')).toContain('takes away');
  expect(await leftovers(workspace.project)).toEqual([]);
  expect(docker('images', '--quiet', '--filter', `reference=*/*/tested*-test-*`)).toBe('');
});
