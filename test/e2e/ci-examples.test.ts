import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { aRegistry, type Registry } from '../support/a-registry.ts';
import { inFolder, type Repository } from '../support/a-repository.ts';
import { aWorkspace, docker, leftovers, programScript, type Workspace } from '../support/gantry.ts';
import { githubSteps, gitlabSteps, jenkinsSteps, type PipelineStep } from '../support/pipeline-steps.ts';

let registry: Registry;
let workspace: Workspace;
/** What the pipeline clones. */
let origin: Repository;

beforeAll(async () => {
  registry = await aRegistry('ci-examples');
});
afterAll(() => registry.stop());

const image = (name: string): string => `${registry.host}/gt/${name}`;

beforeEach(() => {
  workspace = aWorkspace('ci-examples', {
    'origin/compose.yaml': `services:
  web: {image: "${image('web')}:1", build: web, restart: always}
  api: {image: "${image('api')}:1", build: api, restart: always}
  e2e: {image: "${image('web')}:1", command: cat /a.txt, depends_on: [web], profiles: [test]}
`,
    'origin/web/Dockerfile': 'FROM busybox:latest\nCOPY a.txt /\nUSER 1\nCMD ["sleep", "600"]\n',
    'origin/web/a.txt': '1',
    'origin/api/Dockerfile': 'FROM scratch\nCOPY a.txt /\nUSER 1\n',
    'origin/api/a.txt': '1',
    'origin/.gitignore': 'test-results\nci.*\njunit.xml\ncompose.lock.yaml\n',
    'bin/gantry': programScript,
    ...recorders('npm', 'apk', 'gh', 'curl'),
    // Builders in containers need an image that no registry has here.
    'bin/docker': `#!/bin/sh\ncase "$1 $2" in "buildx create"|"context create") exit 0;; esac\nexec ${which('docker')} "$@"\n`,
  });
  for (const name of ['gantry', 'npm', 'apk', 'gh', 'curl', 'docker'])
    chmodSync(join(workspace.folder, 'bin', name), 0o755);
  origin = inFolder(join(workspace.folder, 'origin'));
  origin.git('init', '-q', '-b', 'main');
  origin.commit();
  origin.git('tag', 'v1');
  origin.git('switch', '-q', '-c', 'work');
  origin.commit({ 'web/a.txt': '2' });
  origin.git('switch', '-q', 'main');
});

afterEach(async () => {
  expect(await leftovers(workspace.project)).toEqual([]);
  await workspace.remove();
  const ids = docker('images', '-q', '--filter', `reference=${registry.host}/*/*`)
    .split('\n')
    .filter(Boolean);
  if (ids.length > 0) docker('rmi', '-f', ...new Set(ids));
});

const which = (program: string): string => spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim();

const recorders = (...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [`bin/${name}`, `#!/bin/sh\necho "${name} $*" >> "$CALLS"\n`]));

interface Ran {
  readonly code: number;
  readonly output: string;
  /** Of programs that are not here. */
  readonly calls: string;
}

/** As a pipeline does: one after another in the clone, until one fails. */
async function run(clone: string, steps: readonly PipelineStep[]): Promise<Ran> {
  expect(steps.length).toBeGreaterThan(1);
  const calls = join(workspace.folder, 'calls');
  writeFileSync(calls, '');
  let output = '';
  for (const { script, variables } of steps) {
    const child = spawn('bash', ['-eo', 'pipefail', '-c', hereIn(script)], {
      cwd: clone,
      env: {
        ...process.env,
        PATH: `${join(workspace.folder, 'bin')}:${process.env.PATH}`,
        COMPOSE_PROJECT_NAME: workspace.project,
        XDG_STATE_HOME: join(workspace.folder, '.state'),
        DOCKER_CONFIG: join(workspace.folder, 'login'),
        CALLS: calls,
        CI: 'true',
        ...variables,
        CACHE: '',
      },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    const code = await new Promise<number>((done) => {
      child.on('close', (ended) => done(ended ?? -1));
    });
    if (code !== 0) return { code, output: `${output}\n${script}`, calls: readFileSync(calls, 'utf8') };
  }
  return { code: 0, output, calls: readFileSync(calls, 'utf8') };
}

const hereIn = (script: string): string => script.replaceAll('ghcr.io', registry.host);

/** A clone with `commit` checked out and no branch, as pipelines have it. */
function cloned(name: string, commit: string): string {
  const folder = join(workspace.folder, name);
  origin.git('clone', '-q', '--no-checkout', `file://${origin.folder}`, folder);
  const clone = inFolder(folder);
  clone.git('fetch', '-q', 'origin', commit);
  clone.git('checkout', '-q', '--detach', 'FETCH_HEAD');
  return folder;
}

const pushed = (output: string): readonly string[] =>
  [...output.matchAll(/^ Image (\S+) Pushed$/gm)]
    .map(([, name = '']) => name.replace(`${registry.host}/gt/`, ''))
    .sort();

const text = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

const GITHUB = {
  'github.repository': 'gt/shop',
  'github.token': 'pw',
  'github.event.number': '7',
};

test('the steps for GitHub build and test what a pull request changes, comment on it, and push all that main has', async () => {
  origin.git('switch', '-q', '--detach', 'main');
  origin.git('merge', '-q', '--no-ff', '-m', 'merge', 'work');
  const merge = origin.git('rev-parse', 'HEAD');
  origin.git('update-ref', 'refs/pull/7/merge', merge);
  origin.git('switch', '-q', 'main');
  const github = { GITHUB_ACTIONS: 'true', GITHUB_ACTOR: 'bob', RUNNER_OS: 'Linux' };
  const stepsOf = (event: string, variables: Readonly<Record<string, string>>) =>
    githubSteps({ ...GITHUB, 'github.event_name': event }).map((step) => ({
      ...step,
      variables: { ...github, GITHUB_EVENT_NAME: event, ...variables, ...step.variables },
    }));

  const request = cloned('request', 'refs/pull/7/merge');
  const onRequest = await run(
    request,
    stepsOf('pull_request', { GITHUB_BASE_REF: 'main', GITHUB_SHA: merge, GITHUB_REF_NAME: '7/merge' }),
  );
  expect(onRequest.code, onRequest.output).toBe(0);
  expect(onRequest.output).toContain('1 changed file since origin/main');
  expect(onRequest.output).toContain(`${image('web')}:1 Built`);
  expect(onRequest.output).not.toContain(`${image('api')}:1 Built`);
  expect(pushed(onRequest.output)).toEqual([]);
  expect(onRequest.calls).toContain('npm install -g gantry\n');
  expect(onRequest.calls).toContain('gh pr comment 7 --edit-last --create-if-none --body-file ci.md\n');
  expect(text(request, 'ci.md')).toContain('1 test, 0 failed');
  expect(existsSync(join(request, 'junit.xml'))).toBe(true);

  const event = join(workspace.folder, 'event.json');
  writeFileSync(event, JSON.stringify({ before: origin.git('rev-parse', 'main') }));
  const push = stepsOf('push', {
    GITHUB_EVENT_PATH: event,
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
  });
  const main = cloned('main', 'main');
  const onMain = await run(main, push);
  expect(onMain.code, onMain.output).toBe(0);
  expect(pushed(onMain.output)).toEqual(['api:1', 'api:v1', 'web:1', 'web:v1']);
  expect(text(main, 'compose.lock.yaml')).toContain(`${image('api')}:1:`);
});

test('the script for GitLab builds and tests what a merge request changes, comments on it, and pushes all that main has', async () => {
  const gitlab = {
    GITLAB_CI: 'true',
    CI_REGISTRY: registry.host,
    CI_REGISTRY_IMAGE: `${registry.host}/gt`,
    CI_REGISTRY_USER: 'bob',
    CI_REGISTRY_PASSWORD: 'pw',
    CI_DEFAULT_BRANCH: 'main',
    CI_API_V4_URL: 'http://gitlab.test/api/v4',
    CI_PROJECT_ID: '3',
  };
  const base = origin.git('rev-parse', 'main');
  const request = cloned('request', 'work');
  const onRequest = await run(
    request,
    gitlabSteps({
      ...gitlab,
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_COMMIT_BEFORE_SHA: '0'.repeat(40),
      COMMENT_TOKEN: 'token',
    }),
  );
  expect(onRequest.code, onRequest.output).toBe(0);
  expect(JSON.parse(text(request, 'ci.json'))).toMatchObject({
    result: 'passed',
    pipeline: 'gitlab',
    since: 'pipeline',
    services: [{ service: 'web', images: [`${image('web')}:1`] }],
  });
  expect(pushed(onRequest.output)).toEqual([]);
  expect(onRequest.calls).toContain(
    'body@ci.md http://gitlab.test/api/v4/projects/3/merge_requests/7/notes\n',
  );

  const main = cloned('main', 'main');
  const push = gitlabSteps({ ...gitlab, CI_COMMIT_BRANCH: 'main', CI_COMMIT_BEFORE_SHA: base });
  const onMain = await run(main, push);
  expect(onMain.code, onMain.output).toBe(0);
  expect(pushed(onMain.output)).toEqual(['api:1', 'api:v1', 'web:1', 'web:v1']);
  expect(onMain.calls).not.toContain('curl --');
  const { pushed: digests } = JSON.parse(text(main, 'ci.json'));
  expect(digests).toHaveLength(4);
  for (const { image: name, digest } of digests)
    expect(text(main, 'compose.lock.yaml').includes(digest) || name.endsWith(':v1')).toBe(true);

  const again = await run(main, push);
  expect(again.code, again.output).toBe(0);
  expect(again.output.match(/the registry has it already/g)).toHaveLength(4);
  expect(JSON.parse(text(main, 'ci.json')).pushed).toEqual(digests);
});

test('the steps for Jenkins fetch the target of a change, and push what a branch has changed since it passed', async () => {
  const jenkins = {
    JENKINS_URL: 'http://jenkins.test',
    REGISTRY: registry.host,
    NAME: 'bob',
    PASSWORD: 'pw',
  };
  const request = cloned('request', 'work');
  inFolder(request).git('update-ref', '-d', 'refs/remotes/origin/main');
  mkdirSync(join(request, 'test-results'));
  const onRequest = await run(request, jenkinsSteps({ ...jenkins, CHANGE_TARGET: 'main' }));
  expect(onRequest.code, onRequest.output).toBe(0);
  expect(onRequest.output).toContain('1 changed file since origin/main');
  expect(pushed(onRequest.output)).toEqual([]);

  const passed = origin.git('rev-parse', 'main');
  const onBranch = await run(
    cloned('branch', 'work'),
    jenkinsSteps({ ...jenkins, GIT_PREVIOUS_SUCCESSFUL_COMMIT: passed }),
  );
  expect(onBranch.code, onBranch.output).toBe(0);
  expect(pushed(onBranch.output)).toEqual([
    expect.stringMatching(/^web:1$/),
    expect.stringMatching(/^web:v1-1-g/),
  ]);
});
