import { afterEach, expect, test, vi } from 'vitest';
import { aWorkspace, containersOf, docker, leftovers, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const running = (project: string): string =>
  docker('ps', '--filter', `label=com.docker.compose.project=${project}`, '--format', '{{.Names}}');

test('attached up shows every line, with the time of each where it is asked for, and ends with 0 when all containers have ended', async () => {
  workspace = aWorkspace('attached', {
    'compose.yaml': `services:
  first: {image: "busybox:latest", command: sh -c 'for i in 1 2 3; do echo line $$i; done; echo oops >&2'}
  second: {image: "busybox:latest", command: sh -c 'echo after; exit 3', depends_on: {first: {condition: service_completed_successfully}}}
`,
  });

  const { code, stdout, stderr } = await workspace.gantry('up');

  expect(code, stderr).toBe(0);
  for (const line of [
    'first-1   | line 1',
    'first-1   | line 2',
    'first-1   | line 3',
    'second-1  | after',
  ]) {
    expect(stdout.split('\n').filter((text) => text === line)).toEqual([line]);
  }
  expect(stderr).toContain('oops');
  expect(stdout).toContain('second-1 exited with code 3');
  expect((await workspace.gantry('up --timestamps')).stdout).toMatch(
    /^second-1 {2}\| \d{4}-\d\d-\d\dT[\d:.]+Z after$/m,
  );
});

test('the first end stops the rest where a flag says so, and decides the exit code', async () => {
  workspace = aWorkspace('aborted', {
    'compose.yaml': `services:
  on: {image: "busybox:latest", init: true, command: sleep 600}
  fails: {image: "busybox:latest", command: sh -c 'exit 4'}
  ends: {image: "busybox:latest", command: "true"}
`,
  });
  const codeOf = async (words: string) => (await workspace.gantry(words)).code;
  const first = await workspace.gantry('up --abort-on-container-exit on ends');
  expect([first.code, first.stderr.match(/Aborting: \S+/g)]).toEqual([0, ['Aborting: ends-1']]);
  expect(await codeOf('up --abort-on-container-exit on fails')).toBe(4);
  expect(await codeOf('up --exit-code-from fails on fails')).toBe(4);
  expect(await codeOf('up --exit-code-from on on fails')).toBe(143);
  expect(await codeOf('up --abort-on-container-failure on ends fails')).toBe(4);
  expect(running(workspace.project)).toBe('');
  // Nothing is left to stop, and nobody asked.
  expect((await workspace.gantry('up --abort-on-container-exit ends')).stderr).not.toContain('nothing');
});

test('the end of a container that up itself replaces or restarts decides nothing', async () => {
  workspace = aWorkspace('replaced', {
    'compose.yaml': `services:
  ends: {image: "busybox:latest", init: true, command: sh -c 'sleep 1; exit 4', depends_on: [changed, restarted]}
  changed: {image: "busybox:latest", init: true, command: sleep 600, environment: {SINCE: "\${SINCE:-now}"}}
  restarted: {image: "busybox:latest", init: true, command: sleep 600, depends_on: {changed: {condition: service_started, restart: true}}}
`,
  });
  await workspace.gantry('up -d changed restarted');

  const { code, stdout } = await workspace.gantry('up --abort-on-container-exit', { SINCE: 'later' });

  expect(code, stdout).toBe(4);
  expect(stdout.match(/changed-1 exited/g)).toHaveLength(1);
});

test('attached up waits for the last end of a container that is started again, and shows each of its runs', async () => {
  workspace = aWorkspace('tries', {
    'compose.yaml': `services:
  tries: {image: "busybox:latest", restart: "on-failure:2", command: sh -c 'echo try; exit 6'}
  on: {image: "busybox:latest", init: true, command: sleep 600}
`,
  });

  const { code, stdout } = await workspace.gantry('up --abort-on-container-exit');

  expect(code, stdout).toBe(6);
  expect(stdout.match(/^tries-1 +\| try$/gm)).toHaveLength(3);
});

test('one Ctrl-C stops in order while logs flow on, and ends with 130', async () => {
  workspace = aWorkspace('ctrlc', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", command: sh -c 'trap "echo web says goodbye; exit 0" TERM; echo web is up; while :; do sleep 0.1; done', depends_on: [db]}
  db: {image: "busybox:latest", command: sh -c 'trap "echo db says goodbye; exit 0" TERM; echo db is up; while :; do sleep 0.1; done'}
`,
  });
  const up = workspace.start('up');
  await up.until('web is up');
  await up.until('db is up');

  up.process.kill('SIGINT');
  const { code, stdout } = await up.ended;

  expect(code).toBe(130);
  expect(running(workspace.project)).toBe('');
  expect(stdout.indexOf('web says goodbye')).toBeGreaterThan(-1);
  expect(stdout.indexOf('db says goodbye')).toBeGreaterThan(stdout.indexOf('web says goodbye'));
  expect(stdout).toContain('db-1 exited with code 0');
});

test('a second Ctrl-C kills what does not stop', async () => {
  workspace = aWorkspace('kill', {
    'compose.yaml': `services:
  stubborn: {image: "busybox:latest", command: sh -c 'trap "" TERM; echo ready; while :; do sleep 0.1; done', stop_grace_period: 5m}
`,
  });
  const up = workspace.start('up');
  await up.until('ready');

  up.process.kill('SIGINT');
  await up.until('Stopping');
  up.process.kill('SIGINT');

  expect((await up.ended).code).toBe(130);
  expect(running(workspace.project)).toBe('');
  expect(docker('inspect', '--format', '{{.State.ExitCode}}', `${workspace.project}-stubborn-1`)).toBe('137');
});

test('a replacement that was killed half-way is repaired by the next up', async () => {
  const file = (value: string): string =>
    `services:\n  web: {image: "busybox:latest", command: sh -c 'trap "" TERM; while :; do sleep 0.1; done', stop_grace_period: 5m, environment: {A: "${value}"}}\n`;
  workspace = aWorkspace('half', { 'compose.yaml': file('1') });
  const { project } = workspace;
  await workspace.gantry('up -d');
  workspace.write('compose.yaml', file('2'));

  const up = workspace.start('--progress plain up -d');
  await up.until('Recreate');
  await vi.waitFor(async () => expect(Object.keys(await containersOf(project))).toHaveLength(2), PATIENCE);
  up.process.kill('SIGKILL');
  await up.ended;

  const again = await workspace.gantry('up -d -t 0');
  expect(again, again.stderr).toMatchObject({ code: 0 });
  expect(Object.keys(await containersOf(project))).toEqual([`${project}-web-1`]);
  expect(docker('exec', `${project}-web-1`, 'env')).toMatch(/^A=2$/m);
  expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(0);
});

test('Ctrl-C while a dependency is waited for leaves what the next up takes up again', async () => {
  workspace = aWorkspace('waiting', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", command: sleep 600, init: true, depends_on: {db: {condition: service_healthy}}}
  db: {image: "busybox:latest", command: sleep 600, init: true, healthcheck: {test: test -f /ready, interval: 60s, start_period: 300s, start_interval: 500ms}}
`,
  });
  const { project } = workspace;
  const up = workspace.start('--progress plain up -d');
  await up.until(`${project}-db-1 Started`);
  up.process.kill('SIGINT');
  expect((await up.ended).code).toBe(130);

  docker('exec', `${project}-db-1`, 'touch', '/ready');
  const again = await workspace.gantry('up -d');
  expect(again, again.stderr).toMatchObject({ code: 0 });
  expect(running(project).split('\n').sort()).toEqual([`${project}-db-1`, `${project}-web-1`]);
  expect((await workspace.gantry('down')).code).toBe(0);
  expect(await leftovers(project)).toEqual([]);
});
