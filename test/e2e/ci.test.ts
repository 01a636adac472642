import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { aRegistry, type Registry } from '../support/a-registry.ts';
import { inFolder } from '../support/a-repository.ts';
import { aWorkspace, docker, leftovers, type Workspace } from '../support/gantry.ts';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/ci.md'), 'utf8');

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

/** The words of the nth `gantry ci` of a section of the page, as the pipeline's shell fills them in. */
function commandOf(section: string, index: number, variables: Readonly<Record<string, string>>): string {
  const text = PAGE.split(`## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  const command = [...text.matchAll(/gantry (ci .*?)(?:' \}|$)/gm)][index]?.[1] ?? '';
  return command.replaceAll(/\$(\w+)/g, (_, name: string) => variables[name] ?? '').replaceAll(/["']/g, '');
}

test('the commands of docs/ci.md build, push and lock only what a branch has changed', async () => {
  const image = (name: string): string => `${registry.host}/gt/${name}`;
  workspace = aWorkspace('ci', {
    'compose.yaml': `services:
  web: {image: "${image('web')}:1", build: web}
  api: {image: "${image('api')}:1", build: api}
`,
    'web/Dockerfile': 'FROM scratch\nCOPY a.txt /\nUSER 1\n',
    'web/a.txt': '1',
    'api/Dockerfile': 'FROM scratch\nCOPY a.txt /\nUSER 1\n',
    'api/a.txt': '1',
  });
  const auth = Buffer.from('bob:pw').toString('base64');
  const hosts = { [registry.host]: { auth }, [registry.publishedHost]: { auth } };
  workspace.write('.git/login/config.json', JSON.stringify({ auths: hosts }));
  const login = { DOCKER_CONFIG: join(workspace.folder, '.git/login') };
  const repository = inFolder(workspace.folder);
  repository.git('init', '-q', '-b', 'main');
  repository.commit();
  repository.git('tag', 'v1');

  const onMain = await workspace.gantry(commandOf('GitHub Actions', 1, {}), {
    ...login,
    GITHUB_ACTIONS: 'true',
  });
  expect(onMain, onMain.stderr).toMatchObject({ code: 0 });
  expect(onMain.stderr).toContain('::group::push\n');
  expect(readFileSync(join(workspace.folder, 'compose.lock.yaml'), 'utf8')).toContain(`${image('api')}:1:`);

  repository.commit();
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  repository.commit({ 'web/a.txt': '2' });
  const onBranch = await workspace.gantry(commandOf('GitLab', 0, { CI_DEFAULT_BRANCH: 'main' }), {
    ...login,
    GITLAB_CI: 'true',
  });
  expect(onBranch, onBranch.stderr).toMatchObject({ code: 0 });
  const report = JSON.parse(readFileSync(join(workspace.folder, 'ci.json'), 'utf8'));
  expect(report).toMatchObject({
    result: 'passed',
    pipeline: 'gitlab',
    since: 'origin/main',
    services: [{ service: 'web', images: [`${image('web')}:1`] }],
  });
  expect(onBranch.stderr).not.toContain(`${image('api')}:1 Pushed`);

  const onJenkins = await workspace.gantry(commandOf('Jenkins', 0, { CHANGE_TARGET: 'main' }), {
    ...login,
    JENKINS_URL: 'http://localhost',
  });
  expect(onJenkins, onJenkins.stderr).toMatchObject({ code: 0 });
});

test('ci ends what runs when its time is over, and writes its report', async () => {
  workspace = aWorkspace('ci-time', {
    'compose.yaml': 'services: {web: {build: .}}\n',
    Dockerfile: 'FROM busybox:latest\nRUN sleep 600\n',
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
