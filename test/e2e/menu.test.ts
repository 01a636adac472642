import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';
import { Screen } from '../support/screen.ts';
import { ctrl, gantryInTerminal, shellInTerminal } from '../support/terminal.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const MENU = 'd detach';
const CLOCK = `services:
  clock: {image: "busybox:latest", command: sh -c 'trap "echo goodbye; exit 0" TERM; while :; do sleep 0.2; echo tick; done'}
`;
const running = (): string =>
  docker('ps', '--filter', `label=com.docker.compose.project=${workspace.project}`, '--format', '{{.Names}}');

test('the menu of attached up stays below the lines of the logs, and d leaves the containers running', async () => {
  workspace = aWorkspace('menu', { 'compose.yaml': CLOCK });
  const up = shellInTerminal(
    workspace,
    'stty -a > before; $GANTRY up; echo code $?; stty -a > after; cmp before after && echo same',
  );
  await up.until(MENU);
  for (let line = 0; line < 5; line++) await up.until('tick');
  up.type('\r');
  await up.until('tick');
  // The keys of docker compose that open Docker Desktop.
  up.type('vol');
  await up.until('tick');
  up.type('d');
  await up.until('code 0');
  await up.until('same');

  const screen = new Screen(100, 30);
  screen.write((await up.ended).shown);
  expect(screen.text).not.toContain(MENU);
  expect(screen.text).toMatch(/clock-1 {2}\| tick\n\nclock-1 {2}\| tick\n/);
  expect(screen.cursorVisible).toBe(true);
  expect(running()).toBe(`${workspace.project}-clock-1`);
});

test('Ctrl-C in the menu stops in order while logs flow on, and gives the terminal back', async () => {
  workspace = aWorkspace('menu-stop', { 'compose.yaml': CLOCK });
  const up = shellInTerminal(
    workspace,
    'trap : INT; stty -a > before; $GANTRY up; echo code $?; stty -a > after; cmp before after && echo same',
  );
  await up.until(MENU);
  up.type(ctrl('c'));
  await up.until('goodbye');
  await up.until('code 130');
  await up.until('same');
  await up.ended;
  expect(running()).toBe('');
});

test('a second Ctrl-C in a terminal kills what does not stop', async () => {
  workspace = aWorkspace('menu-kill', {
    'compose.yaml': `services:
  stubborn: {image: "busybox:latest", command: sh -c 'trap "" TERM; echo ready; while :; do sleep 0.1; done', stop_grace_period: 5m}
`,
  });
  const up = gantryInTerminal(workspace, 'up');
  await up.until('ready');
  await up.until(MENU);
  up.type(ctrl('c'));
  await up.until('Stopping in order');
  await up.until('Stopping');
  up.type(ctrl('c'));
  expect((await up.ended).code).toBe(130);
  expect(docker('inspect', '--format', '{{.State.ExitCode}}', `${workspace.project}-stubborn-1`)).toBe('137');
});

test('Ctrl-C while an image is made ends with 130, and what ran before goes on', async () => {
  workspace = aWorkspace('menu-build', { 'compose.yaml': CLOCK });
  await workspace.gantry('up -d');
  workspace.write(
    'compose.yaml',
    // A builder runs what two ask for once, and tells only one of them.
    `${CLOCK}  more: {build: {dockerfile_inline: "FROM busybox:latest\\nRUN sleep 1h && echo ${randomUUID()}"}, command: sleep 600}\n`,
  );
  const up = gantryInTerminal(workspace, '--progress', 'plain', 'up');
  await up.until('sleep 1h');
  up.type(ctrl('c'));
  expect((await up.ended).code).toBe(130);
  expect(running()).toBe(`${workspace.project}-clock-1`);
});

test('Ctrl-C while a dependency is waited for stops what was started', async () => {
  workspace = aWorkspace('menu-wait', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", command: sleep 600, init: true, depends_on: {db: {condition: service_healthy}}}
  db: {image: "busybox:latest", command: sleep 600, init: true, healthcheck: {test: exit 1, interval: 5s, retries: 1000}}
`,
  });
  const up = gantryInTerminal(workspace, '--progress', 'plain', 'up');
  await up.until('db-1 Waiting');
  up.type(ctrl('c'));
  expect((await up.ended).code).toBe(130);
  expect(running()).toBe('');
});

test('Ctrl-Z gives the terminal to the shell, and fg brings the menu back', async () => {
  workspace = aWorkspace('menu-pause', { 'compose.yaml': CLOCK });
  const shell = shellInTerminal(workspace, 'PS1="prompt> " exec sh -i');
  await shell.until('prompt> ');
  shell.type('$GANTRY up\r');
  await shell.until(MENU);
  shell.type(ctrl('z'));
  await shell.until('prompt> ');
  shell.type('echo in the sh""ell\r');
  await shell.until('in the shell\r\n');
  shell.type('fg\r');
  await shell.until(MENU);
  shell.type('d');
  await shell.until('prompt> ');
  shell.type('exit\r');
  await shell.ended;
});

test('in the background attached up has no menu, and is not stopped', async () => {
  workspace = aWorkspace('menu-background', { 'compose.yaml': CLOCK });
  const shell = shellInTerminal(workspace, 'PS1="prompt> " exec sh -i');
  await shell.until('prompt> ');
  shell.type('$GANTRY up & echo $! > pid\r');
  await shell.until('tick');
  await shell.until('tick');
  shell.type('kill -INT $(cat pid); wait; exit\r');
  const { shown } = await shell.ended;
  expect(shown).not.toContain(MENU);
  expect(running()).toBe('');
});

test('w begins and ends watching, and what is saved reaches the container', async () => {
  workspace = aWorkspace('menu-watch', {
    'compose.yaml': CLOCK.replace(
      '{image',
      '{develop: {watch: [{action: sync, path: ./src, target: /src}]}, image',
    ),
    'src/file': 'before',
  });
  const up = gantryInTerminal(workspace, 'up');
  await up.until('w watch');
  up.type('w');
  await up.until('w stop watching');
  await up.until('copied');
  workspace.write('src/file', 'after');
  await up.until('copied');
  expect(docker('exec', `${workspace.project}-clock-1`, 'cat', '/src/file')).toBe('after');
  up.type('w');
  await up.until('w watch');
  up.type('d');
  expect((await up.ended).code).toBe(0);
});

test('--menu=false and COMPOSE_MENU leave the terminal as it is', async () => {
  workspace = aWorkspace('menu-off', { 'compose.yaml': CLOCK });
  for (const [script, envFile] of [
    ['$GANTRY up --menu=false', ''],
    ['env COMPOSE_MENU=false $GANTRY up', ''],
    ['$GANTRY up', 'COMPOSE_MENU=false'],
  ] as const) {
    workspace.write('.env', envFile);
    const up = shellInTerminal(workspace, `exec ${script}`);
    await up.until('tick');
    await up.until('tick');
    up.type(ctrl('c'));
    const { code, shown } = await up.ended;
    expect(code).toBe(130);
    expect(shown).not.toContain(MENU);
  }
});
