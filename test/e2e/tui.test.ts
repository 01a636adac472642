import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { TestScreen } from '../support/full-screen.ts';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';
import { ctrl, shellInTerminal, type TerminalRun } from '../support/terminal.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const fileWith = (tag: string): string => `services:
  web: {image: "busybox:latest", command: sleep 600, init: true, stop_grace_period: 0s, environment: {TAG: ${tag}}, depends_on: [db]}
  db: {image: "busybox:latest", command: sleep 600, init: true, stop_grace_period: 0s}
`;

/** What a terminal of this size shows, by what was drawn since the screen was last cleared. */
function screenOf({ shown }: TerminalRun, columns = 100, rows = 30): string {
  const screen = new TestScreen(columns, rows);
  screen.write(shown.slice(shown.lastIndexOf('\u001b[2J')));
  return screen.text;
}

const shows = (tui: TerminalRun, text: string | RegExp, columns?: number, rows?: number) =>
  expect.poll(() => screenOf(tui, columns, rows)).toMatch(text);

test('gantry tui shows the project, applies a change, lends the terminal to a shell, and gives it back', async () => {
  workspace = aWorkspace('tui', { 'compose.yaml': fileWith('one') });
  await workspace.gantry('up -d', { GANTRY_HISTORY: '' });
  const tui = shellInTerminal(
    workspace,
    'export LC_ALL=C.UTF-8 GANTRY_HISTORY=; stty -a > before; $GANTRY tui; echo code $?; stty -a > after; cmp before after && echo same',
  );
  await shows(tui, /● web +running[\s\S]*└─ ● db started +running/);

  workspace.write('compose.yaml', fileWith('two'));
  await shows(tui, /web +running +~ replace/);
  tui.type('a');
  await shows(tui, `container ${workspace.project}-web-1 is stopped and replaced`);
  tui.type('y');
  await shows(tui, /Applied: done[\s\S]*Nothing to do/);
  expect(docker('inspect', '--format', '{{.Config.Env}}', `${workspace.project}-web-1`)).toContain('TAG=two');

  tui.type('h');
  await shows(tui, /2 +✓ done[\s\S]*1 +✓ done/);
  tui.type('d');
  await shows(tui, /environment\.TAG\n +− one\n +\+ two/);
  tui.type('\u001b');
  await shows(tui, /2 +✓ done/);
  tui.type('jb');
  await shows(tui, /gantry rollback --to 1[\s\S]*TAG: two → one/);
  tui.type('y');
  await shows(tui, /Applied: done[\s\S]*1 change/);
  expect(docker('inspect', '--format', '{{.Config.Env}}', `${workspace.project}-web-1`)).toContain('TAG=one');

  tui.resize(60, 15);
  await shows(tui, /Applied: done/, 60, 15);
  tui.resize(40, 10);
  await shows(tui, '40×10 is too small', 40, 10);
  tui.resize(100, 30);
  await shows(tui, /Applied: done/);

  tui.type('vg');
  await shows(tui, /CPU[^\n]+%[\s\S]*memory[^\n]+B[\s\S]*networks +\S+_default +\d/);
  tui.type('t');
  await tui.until('# ');
  tui.type('echo in-$((40 + 2)); exit\r');
  await tui.until('in-42');
  await shows(tui, 'back from web');

  docker('stop', '-t', '0', `${workspace.project}-db-1`);
  await shows(tui, /db started +exited/);
  tui.type('q');
  await tui.until('code 0');
  await tui.until('same');
  const { shown } = await tui.ended;
  expect(shown.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(shown.lastIndexOf('\u001b[?1049h'));
  expect(shown.lastIndexOf('\u001b[?25h')).toBeGreaterThan(shown.lastIndexOf('\u001b[?25l'));
});

test('gantry tui gives the terminal back when it is stopped, and when a signal ends it', async () => {
  workspace = aWorkspace('tui-signals', { 'compose.yaml': fileWith('one') });
  const tui = shellInTerminal(
    workspace,
    'set -m; stty -a > before; sh -c "echo \\$\\$ > pid; exec $GANTRY tui"; stty -a > stopped; cmp before stopped && echo stopped; fg; stty -a > after; cmp before after && echo same',
  );
  await shows(tui, /web +not created/);
  tui.type(ctrl('z'));
  await tui.until('\u001b[?1049l');
  await tui.until('stopped');
  await tui.until('\u001b[?1049h');
  await shows(tui, /web +not created/);
  process.kill(Number(readFileSync(join(workspace.folder, 'pid'), 'utf8')), 'SIGTERM');
  await tui.until('\u001b[?1049l');
  await tui.until('same');
});

test('gantry tui asks who quits during a run, gives the terminal back, and says what has become of the run', async () => {
  const unhealthy = 'healthcheck: {test: "exit 1", interval: 1s, retries: 100}}';
  const text = fileWith('one')
    .replace('[db]', '{db: {condition: service_healthy}}')
    .replace(/}\n$/, `, ${unhealthy}\n`);
  workspace = aWorkspace('tui-quit', { 'compose.yaml': text });
  const tui = shellInTerminal(
    workspace,
    'stty -a > before; $GANTRY tui; echo code $?; stty -a > after; cmp before after && echo same',
  );
  await shows(tui, /web +not created/);
  tui.type('a');
  await shows(tui, 'y applies');
  tui.type('y');
  await shows(tui, /Container \S+-db-1 +Waiting/);
  tui.type(ctrl('c'));
  await shows(tui, 'What has begun is finished first');
  tui.type('y');
  await tui.until('\u001b[?1049l');
  await tui.until('the run is cancelled: ');
  await tui.until('code 0');
  await tui.until('same');
});

test('gantry tui needs a terminal, and names what does not', async () => {
  workspace = aWorkspace('tui-pipe', { 'compose.yaml': fileWith('one') });
  const { stderr, code } = await workspace.gantry('tui');

  expect(code).not.toBe(0);
  expect(stderr).toContain('needs a terminal');
  expect(stderr).toContain('gantry ps');
});
