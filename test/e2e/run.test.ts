import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { aWorkspace, docker, removeContainers, type Workspace } from '../support/gantry.ts';
import { SELDOM } from '../support/patience.ts';
import { gantryWithInput } from '../support/piped.ts';
import { ctrl, gantryInTerminal, shellInTerminal } from '../support/terminal.ts';

const READY = 'sh -c "sleep 1; touch /ready; sleep 600"';

let workspace: Workspace;
beforeAll(() => {
  workspace = aWorkspace('run', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", command: echo from the file, environment: {A: file, B: file}, restart: always, ports: ["8080"], depends_on: {db: {condition: service_healthy}}}
  db: {image: "busybox:latest", command: ${READY}, init: true, healthcheck: {test: test -f /ready, interval: 60s, start_period: 300s, start_interval: 200ms}}
  patient: {image: "busybox:latest", depends_on: {never: {condition: service_healthy}}}
  never: {image: "busybox:latest", command: sleep 600, init: true, healthcheck: {test: test -f /ready, interval: 5s, retries: 3000}}
  lone: {image: "busybox:latest", entrypoint: [echo, in], command: [the, file], volumes: ["data:/data"]}
volumes: {data: {}, more: {}}
`,
    '.env': 'FROM_PROJECT=project\n',
    'some.env': 'C=from a file\nA=from a file\n',
  });
});
afterAll(() => workspace.remove());

const run = (...words: readonly string[]) => gantryWithInput(workspace, '', 'run', '--rm', '-T', ...words);
const oneOffs = (): string =>
  docker(
    ...['ps', '-a', '--format', '{{.Names}}'],
    ...['--filter', `label=com.docker.compose.project=${workspace.project}`],
    ...['--filter', 'label=com.docker.compose.oneoff=True'],
  );

test('run brings up what the service depends on, waits for it, and ends with the code of the command', async () => {
  const { code, stdout, stderr } = await run(
    'web',
    'sh',
    '-c',
    'echo out; nslookup db >/dev/null || exit 1; exit 7',
  );
  expect(code, stderr).toBe(7);
  expect(stdout.toString()).toBe('out\n');
  const health = docker('inspect', '--format', '{{.State.Health.Status}}', `${workspace.project}-db-1`);
  expect(health).toBe('healthy');
  expect(oneOffs()).toBe('');
});

test('run shows every line of a process that ends at once', async () => {
  for (let round = 0; round < 6; round++) {
    const { stdout } = await run('--no-deps', 'lone', `round ${round}`);
    expect(stdout.toString()).toBe(`in round ${round}\n`);
  }
});

test('run loses and reorders nothing of 10 MB through its standard input and output', async () => {
  const data = randomBytes(10_000_000);
  const { code, stdout } = await gantryWithInput(
    workspace,
    data,
    'run',
    '--rm',
    '-T',
    '--no-deps',
    'web',
    'cat',
  );
  expect(code).toBe(0);
  expect(hash(stdout)).toBe(hash(data));
});

test('run writes nothing but what the command writes when there is nothing to prepare', async () => {
  const { stdout, stderr } = await run('--no-deps', 'web', 'sh', '-c', 'echo out; echo err >&2');
  expect({ stdout: stdout.toString(), stderr }).toEqual({ stdout: 'out\n', stderr: 'err\n' });
});

test('run passes on flags: variables of three kinds, user, folder, labels, mounts', async () => {
  workspace.write('shared/file', 'from the host');
  const { stdout, stderr } = await gantryWithInput(
    workspace,
    '',
    ...['run', '-T', '--name', `${workspace.project}-named`, '--no-deps'],
    ...['-e', 'A=flag', '-e', 'FROM_PROJECT', '-e', 'NOT_SET', '--env-from-file', 'some.env'],
    ...['-u', '65534', '-w', '/etc', '-l', 'mine=yes', '-v', './shared:/shared:ro', '-v', 'more:/more'],
    ...['web', 'sh', '-c', 'echo $A,$B,$C,$FROM_PROJECT; id -u; pwd; cat /shared/file'],
  );
  expect(stdout.toString(), stderr).toBe('flag,file,from a file,project\n65534\n/etc\nfrom the host');
  const [inspection] = JSON.parse(docker('inspect', `${workspace.project}-named`));
  expect(inspection.Config.Labels).toMatchObject({ mine: 'yes', 'com.docker.compose.oneoff': 'True' });
  expect(inspection.HostConfig).toMatchObject({ RestartPolicy: { Name: 'no' }, PortBindings: {} });
  expect(inspection.Mounts).toContainEqual(
    expect.objectContaining({ Name: `${workspace.project}_more`, Destination: '/more' }),
  );
  docker('rm', `${workspace.project}-named`);
});

test('run -v mounts over what the service has there', async () => {
  workspace.write('shared/of-the-flag', '');
  const { stdout, stderr } = await run(
    ...['--no-deps', '-v', './shared:/data', '--entrypoint', 'ls', 'lone', '/data/of-the-flag'],
  );
  expect(stdout.toString(), stderr).toBe('/data/of-the-flag\n');
});

test('run -e NAME leaves what the service says of a variable where the project has none of that name', async () => {
  const { stdout, stderr } = await run(
    '--no-deps',
    '-e',
    'A',
    '-e',
    'PATH_',
    '-e',
    '',
    'web',
    'sh',
    '-c',
    'echo $A',
  );
  expect(stdout.toString(), stderr).toBe('file\n');
});

test('run takes the command of the files, and drops it with another entrypoint', async () => {
  expect((await run('--no-deps', 'lone')).stdout.toString()).toBe('in the file\n');
  expect((await run('--no-deps', '--entrypoint', 'echo "by a" flag', 'lone')).stdout.toString()).toBe(
    'by a flag\n',
  );
  expect((await run('--no-deps', '--entrypoint', '', 'lone', 'echo', 'none')).stdout.toString()).toBe(
    'none\n',
  );
});

test('run publishes only what it is asked to, and answers to its service only with --use-aliases', async () => {
  const id = (await workspace.gantry('run -d --rm -P --no-deps --use-aliases web sleep 600')).stdout.trim();
  expect(docker('port', id)).toContain('8080/tcp');
  expect((await run('--no-deps', 'lone', 'x')).code).toBe(0);
  const aliases = docker('inspect', '--format', '{{json .NetworkSettings.Networks}}', id);
  expect(aliases).toContain('"web"');
  docker('kill', id);
});

test('run ends with 127 or 126 when there is no such program or it may not be run, and leaves nothing with --rm', async () => {
  expect((await run('--no-deps', 'web', 'no-such-program')).code).toBe(127);
  expect((await run('--no-deps', 'web', '/etc')).code).toBe(126);
  expect(oneOffs()).toBe('');
});

test('run --dry-run shows the plan, the one-off included, and does nothing', async () => {
  const { code, stdout } = await workspace.gantry('run --dry-run -T lone true');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\+ container \S+-lone-run-[0-9a-f]{12}: create and start/);
  expect(oneOffs()).toBe('');
});

test('run refuses flags that contradict each other', async () => {
  expect((await workspace.gantry('run -T -t web true')).stderr).toContain("can't be used together");
  expect((await workspace.gantry('run -P -p 80 web true')).stderr).toContain('incompatible');
  expect((await workspace.gantry('run -t web true')).stderr).toContain('stdin is not a terminal');
});

test('run in a terminal has its size from the start, follows it, and gives the terminal back', async () => {
  const shell = shellInTerminal(
    workspace,
    'stty -a > before; $GANTRY run --rm --no-deps web sh; echo code $?; stty -a > after; cmp before after && echo same',
  );
  await shell.until('# ');
  shell.type('stty size\r');
  await shell.until('30 100\r\n');
  shell.resize(77, 22);
  // Only what has the terminal gets the Ctrl-C: between two commands it is the shell, which waits for the end of the second.
  shell.type('sh -c "echo be""gun; exec sleep 1h"\r');
  await shell.until('begun\r\n');
  shell.type(ctrl('c'));
  await shell.until('# ');
  // The engine gets the new size by a call of its own, which may come after what is typed.
  shell.type('until stty size | grep "22 77"; do sleep 0.1; done\r');
  await shell.until('22 77\r\n');
  shell.type('exit 3\r');
  await shell.until('code 3');
  await shell.ended;
});

test('run passes signals on to the process and ends with its code', async () => {
  const script = 'trap "echo caught; exit 9" INT; echo begun; while :; do sleep 0.1; done';
  const running = gantryInTerminal(workspace, 'run', '--rm', '-T', '--no-deps', 'web', 'sh', '-c', script);
  await running.until('begun');
  running.type(ctrl('c'));
  await running.until('caught');
  expect((await running.ended).code).toBe(9);
});

test('run is paused by Ctrl-Z, and not the process', async () => {
  const shell = shellInTerminal(workspace, 'PS1="prompt> " exec sh -i');
  await shell.until('prompt> ');
  const script = 'trap "echo paused; exit" TSTP CONT; echo begun; read line; echo got $line';
  workspace.write('script', script);
  shell.type('$GANTRY run --rm -T --no-deps web sh -c "$(cat script)"\r');
  await shell.until('begun\r\n');
  shell.type(ctrl('z'));
  await shell.until('prompt> ');
  shell.type('fg\r');
  await shell.until('run');
  shell.type('a line\r');
  await shell.until('got a line');
  await shell.until('prompt> ');
  shell.type('exit\r');
  expect((await shell.ended).shown).not.toContain('paused\r\n');
});

test('run leaves no process behind that writes for nobody', async () => {
  const piped = shellInTerminal(
    workspace,
    // An engine takes its time to kill what writes for nobody: that is said of slow calls, and not what this is about.
    'COMPOSE_HTTP_TIMEOUT=600 $GANTRY run --rm -T --no-deps web yes | head -n 1',
  );
  expect((await piped.ended).shown).toBe('y\r\n');
  // The program may still be at it when its reader has ended.
  await vi.waitFor(() => expect(oneOffs()).toBe(''), SELDOM);
});

test('run leaves the process alone when the detach keys are typed', async () => {
  const name = `${workspace.project}-detached`;
  const running = gantryInTerminal(
    workspace,
    'run',
    '--no-deps',
    '--name',
    name,
    'web',
    'sh',
    '-c',
    'echo begun; sleep 600',
  );
  await running.until('begun');
  running.type(ctrl('p') + ctrl('q'));
  expect((await running.ended).code).toBe(0);
  expect(docker('inspect', '--format', '{{.State.Running}}', name)).toBe('true');
  await removeContainers(name);
});

test('run ends with 130 at Ctrl-C while it waits for a dependency, and leaves no one-off', async () => {
  const running = gantryInTerminal(workspace, '--progress', 'plain', 'run', 'patient', 'true');
  await running.until('never-1 Waiting');
  running.type(ctrl('c'));
  expect((await running.ended).code).toBe(130);
  expect(oneOffs()).toBe('');
});

const hash = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
