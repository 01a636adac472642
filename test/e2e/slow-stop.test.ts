import { afterEach, expect, test } from 'vitest';
import { aWorkspace, docker, leftovers, type Workspace } from '../support/gantry.ts';

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.remove();
  workspace = undefined;
});

test('down says who used up its grace period, why, and what to change; all of them share one period', async () => {
  workspace = aWorkspace('grace', {
    'compose.yaml': `
services:
  shell: {image: busybox, command: "sh -c 'sleep 600; true'", stop_grace_period: 6s}
  deaf: {image: busybox, command: sleep 600, stop_grace_period: 6s}
  stubborn: {image: busybox, command: "sh -c 'trap : TERM; while :; do sleep 1; done'", init: true, stop_grace_period: 6s}
  good: {image: busybox, command: sleep 600, init: true, stop_grace_period: 60s}
`,
  });
  const { project } = workspace;
  await workspace.gantry('up -d');

  const down = await workspace.gantry('down');

  const killed = (service: string) =>
    `container ${project}-${service}-1 did not stop within 6 s and was killed`;
  expect(down).toMatchObject({ code: 0 });
  expect(down.stderr).toContain(`${killed('shell')}: its first process is a shell (sh)`);
  expect(down.stderr).toContain(`${killed('deaf')}: sleep does not handle SIGTERM`);
  expect(down.stderr).toContain(killed('stubborn'));
  expect(down.stderr).not.toContain(`${project}-good-1 did not stop`);
  const told = down.stderr.split('\n').map((line) => line.trim());
  const ofSlow = (state: string) =>
    ['shell', 'deaf', 'stubborn'].map((name) => told.indexOf(`Container ${project}-${name}-1 ${state}`));
  expect(Math.min(...ofSlow('Stopping'))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...ofSlow('Stopping'))).toBeLessThan(Math.min(...ofSlow('Stopped')));
  expect(await leftovers(project)).toEqual([]);
});

test('nobody waits for its turn behind a container that does not hear its signal, and everybody else does', async () => {
  const onSignal = (command: string) => `sh -c "trap '${command}; exit' TERM; while :; do sleep 0.1; done"`;
  workspace = aWorkspace('turns', {
    'compose.yaml': `
services:
  deaf: {image: busybox, command: sleep 600, stop_grace_period: 10s, depends_on: [shell]}
  shell: {image: busybox, command: "sh -c 'sleep 600; true'", stop_grace_period: 10s, depends_on: [slow]}
  slow: {image: busybox, command: ${JSON.stringify(onSignal('sleep 1'))}, depends_on: [last]}
  last: {image: busybox, command: sleep 600, stop_signal: SIGKILL}
`,
  });
  const { project } = workspace;
  await workspace.gantry('up -d');

  const { stderr, code } = await workspace.gantry('down');

  expect(code).toBe(0);
  const told = stderr.split('\n').map((line) => line.trim());
  const when = (service: string, state: string) => told.indexOf(`Container ${project}-${service}-1 ${state}`);
  const order = [
    when('deaf', 'Stopping'),
    when('shell', 'Stopping'),
    when('slow', 'Stopping'),
    when('slow', 'Stopped'),
    when('last', 'Stopping'),
    when('deaf', 'Stopped'),
  ];
  expect(order.includes(-1)).toBe(false);
  expect(order.toSorted((a, b) => a - b)).toEqual(order);
  expect(await leftovers(project)).toEqual([]);
});

test('Ctrl-C while a container takes its time to stop says what goes on, and the second one ends at once', async () => {
  workspace = aWorkspace('impatient', {
    'compose.yaml':
      'services: {deaf: {image: "busybox:latest", command: sleep 600, stop_grace_period: 60s}}\n',
  });
  await workspace.gantry('up -d');

  const stopping = workspace.start('stop');
  await stopping.until('Stopping');
  stopping.process.kill('SIGINT');
  await stopping.until('Finishing running steps');
  stopping.process.kill('SIGINT');
  expect((await stopping.ended).code).toBe(130);
  expect(docker('inspect', '-f', '{{.State.Status}}', `${workspace.project}-deaf-1`)).toBe('running');
});
