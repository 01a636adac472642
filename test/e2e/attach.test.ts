import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';
import { gantryWithInput } from '../support/piped.ts';
import { ctrl, gantryInTerminal } from '../support/terminal.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = aWorkspace('attach', {
    'compose.yaml': `services:
  shell: {image: "busybox:latest", command: sh, tty: true, stdin_open: true}
  clock: {image: "busybox:latest", command: sh -c 'trap "echo caught; exit 9" INT; while :; do sleep 0.2; echo tick; done'}
  asked: {image: "busybox:latest", command: sh -c 'read one; read two; echo "answer to $$one and $$two"; exit 7', stdin_open: true}
  still: {image: "busybox:latest", command: sleep 600, init: true}
`,
  });
  const { code, stderr } = await workspace.gantry('up -d');
  expect(code, stderr).toBe(0);
});
afterAll(() => workspace.remove());

const isRunning = (service: string): string =>
  docker('inspect', '--format', '{{.State.Running}}', `${workspace.project}-${service}-1`);

test('attach speaks to the main process, and leaves it alone when the detach keys are typed', async () => {
  const attached = gantryInTerminal(workspace, 'attach', 'shell');
  await attached.until('# ');
  attached.type('stty size\r');
  await attached.until('30 100\r\n');
  attached.type(ctrl('p') + ctrl('q'));
  expect((await attached.ended).code).toBe(0);
  expect(isRunning('shell')).toBe('true');
});

test('attach takes other detach keys', async () => {
  const attached = gantryInTerminal(workspace, 'attach', '--detach-keys', 'ctrl-a,d', 'shell');
  await attached.until('# ');
  attached.type(`${ctrl('a')}d`);
  expect((await attached.ended).code).toBe(0);
});

test('attach refuses keys that are none, with an example', async () => {
  const { code, stderr } = await gantryWithInput(workspace, '', 'attach', '--detach-keys', 'ctrl-ä', 'shell');
  expect(code).toBe(1);
  expect(stderr).toContain('ctrl-p,ctrl-q');
});

test('attach --no-sig-proxy ends at Ctrl-C and leaves the process alone', async () => {
  const attached = gantryInTerminal(workspace, 'attach', '--sig-proxy=false', 'clock');
  await attached.until('tick');
  attached.type(ctrl('c'));
  expect((await attached.ended).code).toBe(130);
  expect(isRunning('clock')).toBe('true');
});

test('attach passes signals on, and ends with the exit code of the process', async () => {
  const attached = gantryInTerminal(workspace, 'attach', 'clock');
  await attached.until('tick');
  attached.type(ctrl('c'));
  await attached.until('caught');
  expect((await attached.ended).code).toBe(9);
});

test('attach says that a service does not run, or that it is paused', async () => {
  docker('pause', `${workspace.project}-still-1`);
  expect((await workspace.gantry('attach still')).stderr).toContain('is paused');
  docker('unpause', `${workspace.project}-still-1`);
  docker('kill', `${workspace.project}-still-1`);
  // The list of the engine may have it for one that runs a moment longer.
  expect((await workspace.gantry('attach still')).stderr).toMatch(
    /service "still" is not running|-still-1 is exited: there is nothing to attach to/,
  );
});

test('attach shows the answer to what is piped into it, and ends with the exit code of the process', async () => {
  const { code, stdout, stderr } = await gantryWithInput(workspace, 'one\ntwo\n', 'attach', 'asked');
  expect(String(stdout), stderr).toBe('answer to one and two\n');
  expect(code).toBe(7);
});

test('attach ends with the shell that it speaks to', async () => {
  const attached = gantryInTerminal(workspace, 'attach', 'shell');
  await attached.until('# ');
  attached.type('exit 5\r');
  expect((await attached.ended).code).toBe(5);
});
