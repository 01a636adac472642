import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';
import { gantryWithInput } from '../support/piped.ts';
import { ctrl, gantryInTerminal, shellInTerminal } from '../support/terminal.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = aWorkspace('exec', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", command: sleep 600, init: true, scale: 2, environment: {A: file}}
  idle: {image: "busybox:latest", command: sleep 600, init: true, profiles: [idle]}
`,
  });
  const { code, stderr } = await workspace.gantry('up -d');
  expect(code, stderr).toBe(0);
});
afterAll(() => workspace.remove());

const exec = (...words: readonly string[]) => gantryWithInput(workspace, '', 'exec', ...words);

test('exec ends with the exit code of the command, and keeps its two streams apart', async () => {
  const { code, stdout, stderr } = await exec('-T', 'web', 'sh', '-c', 'echo out; echo err >&2; exit 5');
  expect({ code, stdout: stdout.toString(), stderr }).toEqual({ code: 5, stdout: 'out\n', stderr: 'err\n' });
  expect((await exec('-T', 'web', 'no-such-program')).code).toBe(126);
});

test('exec passes on flags: variables, user, folder, replica', async () => {
  const script = 'echo $A; pwd; id -u; hostname';
  const { stdout } = await exec(
    ...['-T', '-e', 'A=flag', '-w', '/etc', '-u', '65534', '--index', '2', 'web', 'sh', '-c', script],
  );
  const id = docker('inspect', '--format', '{{.Config.Hostname}}', `${workspace.project}-web-2`);
  expect(stdout.toString().split('\n')).toEqual(['flag', '/etc', '65534', id, '']);
});

test('exec loses and reorders nothing of 10 MB through its standard input and output', async () => {
  const data = randomBytes(10_000_000);
  const { code, stdout } = await gantryWithInput(workspace, data, 'exec', '-T', 'web', 'cat');
  expect(code).toBe(0);
  expect(hash(stdout)).toBe(hash(data));
});

test('exec -d returns at once and leaves the command running', async () => {
  expect((await exec('-d', 'web', 'sh', '-c', 'sleep 1; echo done > /later')).code).toBe(0);
  const { stdout } = await exec(
    '-T',
    'web',
    'sh',
    '-c',
    'while [ ! -e /later ]; do sleep 0.1; done; cat /later',
  );
  expect(stdout.toString()).toBe('done\n');
});

test('exec says which service or replica does not run', async () => {
  const { code, stderr } = await exec('-T', '--index', '7', 'web', 'true');
  expect(code).toBe(1);
  expect(stderr).toContain('service "web" is not running container #7');
  expect((await exec('-T', 'idle', 'true')).stderr).toContain('service "idle" is not running');
});

test('exec falls back to a one-off where nothing else of the service runs, but not for a number', async () => {
  const name = `${workspace.project}-alone`;
  expect((await workspace.gantry(`run -d --rm --name ${name} idle`)).code).toBe(0);

  const { stdout } = await exec('-T', 'idle', 'hostname');
  expect(stdout.toString().trim()).toBe(docker('inspect', '--format', '{{.Config.Hostname}}', name));
  expect((await exec('-T', '--index', '1', 'idle', 'true')).code).toBe(1);
  docker('kill', name);
});

test('exec in a terminal has its size from the start, follows it, and passes Ctrl-C on as a key', async () => {
  const shell = gantryInTerminal(workspace, 'exec', 'web', 'sh');
  await shell.until('# ');
  shell.type('stty size\r');
  await shell.until('30 100\r\n');
  shell.resize(77, 22);
  // A group of its own: between two commands, the outer shell may miss the key.
  shell.type(`sh -c 'echo be""gun; sleep 1h'\r`);
  await shell.until('begun\r\n');
  shell.type(ctrl('c'));
  await shell.until('# ');
  shell.type('stty size\r');
  await shell.until('22 77\r\n');
  shell.type('exit 3\r');
  const { code, shown } = await shell.ended;
  expect(code).toBe(3);
  // The terminal in the container has ended the lines already.
  expect(shown).not.toContain('\r\r\n');
});

test('exec has no terminal when something is piped in', async () => {
  const piped = shellInTerminal(workspace, 'echo hello | $GANTRY exec web sh -c "cat; tty"');
  const { shown } = await piped.ended;
  expect(shown).toBe('hello\r\nnot a tty\r\n');
});

test('exec leaves the command alone when the detach keys are typed, and gives the terminal back', async () => {
  const shell = shellInTerminal(
    workspace,
    'stty -a > before; $GANTRY exec web sh -c "echo begun; sleep 600"; echo code $?; stty -a > after; cmp before after && echo same',
  );
  await shell.until('begun');
  shell.type(ctrl('p') + ctrl('q'));
  await shell.until('code 0');
  await shell.until('same');
  expect((await shell.ended).code).toBe(0);
  expect(docker('exec', `${workspace.project}-web-1`, 'ps')).toContain('sleep 600');
});

test('exec takes the detach keys of the docker configuration', async () => {
  workspace.write('docker/config.json', JSON.stringify({ detachKeys: 'ctrl-x,x' }));
  const shell = shellInTerminal(workspace, 'DOCKER_CONFIG=docker $GANTRY exec web sh; echo code $?');
  await shell.until('# ');
  shell.type(`${ctrl('p')}${ctrl('q')}echo still here\r`);
  await shell.until('still here\r\n');
  shell.type(`${ctrl('x')}x`);
  await shell.until('code 0');
});

test('exec in a terminal says which program the container does not have, and gives the terminal back', async () => {
  const shell = shellInTerminal(workspace, '$GANTRY exec web no-such-program; echo code $?; stty -a');
  await shell.until('container gt-');
  await shell.until('has no program "no-such-program"');
  await shell.until('code 126');
  const { shown } = await shell.ended;
  expect(shown).toMatch(/(?<!-)icanon/);
  expect(shown).not.toContain('EngineError');
});

test('exec without a terminal ends with 130 at Ctrl-C', async () => {
  const run = gantryInTerminal(workspace, 'exec', '-T', 'web', 'sh', '-c', 'echo begun; sleep 20');
  await run.until('begun');
  run.type(ctrl('c'));
  expect((await run.ended).code).toBe(130);
});

const hash = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
