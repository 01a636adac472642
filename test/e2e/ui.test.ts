import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { PageFrame, PageMessage, PageRequest } from '../../src/model/page-messages.ts';
import { patchPage } from '../../src/model/page-patch.ts';
import type { PageState } from '../../src/model/page-state.ts';
import { aWorkspace, docker, removeContainers, type Workspace } from '../support/gantry.ts';

const PASSWORD = 'hunter2-of-the-file';
const SECRET = 'content-of-the-secret-7';

let workspace: Workspace;
let stranger: string;
beforeAll(async () => {
  workspace = aWorkspace('ui', {
    'secret.txt': SECRET,
    'compose.yaml': `services:
  web:
    image: busybox:latest
    command: sh -c "echo hello > /written; sleep 600"
    init: true
    environment: {DB_PASSWORD: ${PASSWORD}, FROM_SECRET: ${SECRET}}
    secrets: [token]
secrets: {token: {file: secret.txt}}
`,
  });
  const { code, stderr } = await workspace.gantry('up -d');
  expect(code, stderr).toBe(0);
  stranger = `${workspace.project}-stranger`;
  docker('run', '-d', '--name', stranger, 'busybox:latest', 'sleep', '600');
});
afterAll(async () => {
  await removeContainers(stranger);
  await workspace.remove();
});

const idOf = (container: string): string => docker('inspect', '--format', '{{.Id}}', container);

/** The project as a page knows it after this message. */
function stateAfter(state: PageState | undefined, message: PageMessage): PageState | undefined {
  if (message.type === 'state') return message.state as PageState;
  return message.type === 'patch' ? (patchPage(state, message.patch) as PageState) : state;
}

/** A page without a browser: what a browser gets and sends. */
/** @param query names the project in the address of the page */
async function openPage(words = 'ui', of = workspace, environment = {}, query = '') {
  const ui = of.start(words, environment);
  let printed = '';
  ui.process.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  await ui.until('Ctrl-C ends it');
  const { port, hash } = new URL(printed.trim());
  const origin = `http://127.0.0.1:${port}`;
  const call = async (name: string, body: object, key?: string) => {
    const response = await fetch(`${origin}/api/${name}${query}`, {
      method: 'POST',
      headers: {
        Origin: origin,
        'content-type': 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };
  const { key } = JSON.parse((await call('session', { secret: hash.slice(1) })).text);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live${query}`, { headers: { Origin: origin } });
  const messages: PageMessage[] = [];
  let traffic = '';
  const send = (request: PageRequest): void => socket.send(JSON.stringify(request));
  socket.on('message', (data) => {
    const text = String(data);
    traffic += text;
    const frame: PageFrame = JSON.parse(text);
    messages.push(...frame.messages);
    send({ type: 'taken', size: text.length });
  });
  await once(socket, 'open');
  send({ type: 'hello', key });
  await expect.poll(() => messages.some(({ type }) => type === 'state')).toBe(true);
  return {
    origin,
    socket,
    send,
    traffic: () => traffic,
    ask: (name: string, body: object) => call(name, body, key),
    state: () => messages.reduce<PageState | undefined>(stateAfter, undefined),
    /** What the terminal has shown so far. */
    shown: () => messages.map((message) => (message.type === 'output' ? message.text : '')).join(''),
    ended: () => messages.find((message) => message.type === 'terminal-ended'),
    async close() {
      ui.process.kill('SIGINT');
      return (await ui.ended).code;
    },
  };
}

const web = (): string => idOf(`${workspace.project}-web-1`);
const processes = (): string => docker('top', `${workspace.project}-web-1`, '-o', 'pid,args');

test('ui serves the page with its scripts, one container at a time, and values when they are asked for', async () => {
  const page = await openPage();
  const html = await (await fetch(`${page.origin}/`)).text();
  const script = await (await fetch(`${page.origin}${/\/page-\w+\.js/.exec(html)?.[0]}`)).text();
  const chunk = /\.\/(draw-terminal-\w+\.js)/.exec(script)?.[1];

  expect((await fetch(`${page.origin}/${chunk}`)).headers.get('content-type')).toContain('javascript');
  const { text } = await page.ask('container', { container: web() });
  expect(JSON.parse(text).details).toMatchObject({
    variables: expect.arrayContaining(['DB_PASSWORD', 'FROM_SECRET']),
    restarts: 0,
  });
  expect((await page.ask('changes', { container: web() })).text).toContain('/written');
  expect((await page.ask('processes', { container: web() })).text).toContain('sleep 600');
  expect((await page.ask('explain', { path: 'web.environment.DB_PASSWORD' })).text).toContain(
    'compose.yaml:6:',
  );
  page.send({ type: 'open-stats', channel: 9, container: web() });
  await expect.poll(() => page.traffic(), { timeout: 10_000 }).toContain('"stats"');
  // Of all that came by itself.
  expect(page.traffic() + text).not.toMatch(new RegExp(`${PASSWORD}|${SECRET}`));
  const value = (name: string) => page.ask('variable', { container: web(), name });
  expect(JSON.parse((await value('DB_PASSWORD')).text)).toEqual({ value: PASSWORD });
  const refused = await value('FROM_SECRET');
  expect([refused.status, refused.text]).toEqual([409, expect.not.stringContaining(SECRET)]);
  for (const name of ['container', 'processes', 'changes'])
    expect((await page.ask(name, { container: idOf(stranger) })).status).toBe(404);
  expect((await page.ask('variable', { container: idOf(stranger), name: 'PATH' })).status).toBe(404);
  expect(await page.close()).toBe(0);
});

test('ui opens a shell in a container of the project, which ends with its page', async () => {
  const page = await openPage();
  page.send({ type: 'open-terminal', channel: 1, container: idOf(stranger), rows: 24, columns: 80 });
  await expect.poll(page.ended).toMatchObject({ error: 'there is no such container in this project' });
  const open = (channel: number): void =>
    page.send({ type: 'open-terminal', channel, container: web(), rows: 24, columns: 80 });
  const type = (channel: number, text: string): void => page.send({ type: 'input', channel, text });
  open(2);
  page.send({ type: 'resize', channel: 2, rows: 41, columns: 123 });
  type(2, 'echo $((6 * 7))\r');
  await expect.poll(page.shown).toContain('\n42\r\n');
  // The size goes to the engine by another call than what is typed.
  await expect
    .poll(() => {
      type(2, 'stty size\r');
      return page.shown();
    })
    .toContain('\n41 123\r\n');
  type(2, 'sleep 4711\r');
  await expect.poll(processes).toContain('sleep 4711');
  type(2, '\u0003');
  await expect.poll(processes).not.toContain('sleep 4711');
  type(2, 'trap "" HUP; sleep 4712; sleep 4713\r');
  await expect.poll(processes).toContain('sleep 4712');
  page.socket.terminate();
  // It does not listen to SIGHUP.
  await expect.poll(processes, { timeout: 10_000 }).not.toMatch(/sleep 471|\bsh$/m);
  expect(await page.close()).toBe(0);
});

test('ui leaves no shell behind when it is ended itself', async () => {
  const page = await openPage();
  page.send({ type: 'open-terminal', channel: 1, container: web(), rows: 24, columns: 80 });
  page.send({ type: 'input', channel: 1, text: 'sleep 4714\r' });
  await expect.poll(processes).toContain('sleep 4714');

  expect(await page.close()).toBe(0);
  await expect.poll(processes, { timeout: 10_000 }).not.toContain('sleep 4714');
});

test('ui --read-only has neither shells nor values', async () => {
  const page = await openPage('ui --read-only');
  page.send({ type: 'open-terminal', channel: 1, container: web(), rows: 24, columns: 80 });

  await expect.poll(page.ended).toMatchObject({ error: 'this page can only look' });
  expect((await page.ask('variable', { container: web(), name: 'DB_PASSWORD' })).status).toBe(403);
  expect((await page.ask('container', { container: web() })).status).toBe(200);
  expect(await page.close()).toBe(0);
});

test('ui --all has the page of a project by its files, and by its labels alone where these name files that nobody may see', async () => {
  const elsewhere = aWorkspace('uiall', {});
  // Whoever runs the tests may have a page of all projects open.
  const apart = { XDG_RUNTIME_DIR: elsewhere.folder };
  const labelled = `${elsewhere.project}-labelled`;
  const labels = Object.entries({
    project: labelled,
    service: 'job',
    oneoff: 'False',
    'config-hash': 'none',
    'project.working_dir': '/etc',
    'project.config_files': '/etc/passwd',
  }).flatMap(([name, value]) => ['--label', `com.docker.compose.${name}=${value}`]);
  docker('run', '-d', '--name', labelled, ...labels, 'busybox:latest', 'sleep', '600');
  try {
    const read = await openPage('ui --all', elsewhere, apart, `?project=${workspace.project}`);
    await expect.poll(() => read.state()?.plan?.changes).toEqual([]);
    expect(read.state()).toMatchObject({
      files: ['compose.yaml'],
      readOnly: false,
      command: expect.stringContaining('/compose.yaml -p '),
      services: { web: { status: 'running', at: 'compose.yaml:2:3' } },
    });
    expect((await read.ask('container', { container: web() })).status).toBe(200);
    expect((await read.ask('container', { container: idOf(labelled) })).status).toBe(404);
    expect(await read.close()).toBe(0);

    const page = await openPage('ui --all', elsewhere, apart, `?project=${labelled}`);
    await expect.poll(() => page.state()?.services.job?.status).toBe('running');
    expect(page.state()).toMatchObject({
      readOnly: true,
      command: `gantry -p ${labelled}`,
      unread: '/etc/passwd is not named as a Compose file is',
      problems: [],
    });
    for (const [name, body] of [
      ['plan', { kind: 'up', services: ['job'] }],
      ['explain', { path: 'services' }],
    ] as const)
      expect(JSON.parse((await page.ask(name, body)).text)).toEqual({ reason: page.state()?.unread });
    expect((await page.ask('container', { container: idOf(labelled) })).status).toBe(200);
    expect(page.traffic()).not.toContain('root:');
    expect(await page.close()).toBe(0);
  } finally {
    await removeContainers(labelled);
    await elsewhere.remove();
  }
});

test('ui takes back what was applied on the page and failed, where the files want it', async () => {
  const file = (command: string): string => `
x-gantry: {settle: 300ms, on-failure: rollback}
services:
  web: {image: busybox, init: true, command: [sh, -c, "${command}"]}
`;
  const kept = { GANTRY_HISTORY: '20' };
  const own = aWorkspace('uiatomic', { 'compose.yaml': file('sleep 300') });
  try {
    expect(await own.gantry('up -d', kept)).toMatchObject({ code: 0 });
    const page = await openPage('ui', own, kept);
    own.write('compose.yaml', file('echo no password; exit 3'));
    await expect.poll(() => page.state()?.plan?.atomic, { timeout: 10_000 }).toContain('release 1');
    expect((await page.ask('apply', { plan: page.state()?.plan?.id })).status).toBe(202);
    await expect.poll(() => page.state()?.run?.status, { timeout: 20_000 }).toBe('failed');

    expect(page.state()?.run).toMatchObject({
      failures: [{ output: ['no password'] }],
      returnsFrom: expect.any(Number),
    });
    const { Config, State } = JSON.parse(docker('inspect', '--format', '{{json .}}', `${own.project}-web-1`));
    expect([Config.Cmd.at(-1), State.Status]).toEqual(['sleep 300', 'running']);
    expect(await page.close()).toBe(0);
  } finally {
    await own.remove();
  }
});
