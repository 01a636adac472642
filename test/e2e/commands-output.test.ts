import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';
import { PATIENCE, SELDOM } from '../support/patience.ts';
import { gantryInTerminal } from '../support/terminal.ts';

const PORT = await freePort();
const OTHER_PORT = await freePort();

let workspace: Workspace;

beforeAll(async () => {
  workspace = aWorkspace('shapes', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", init: true, command: sleep 600, stop_grace_period: 0s, ports: ["127.0.0.1:${PORT}:80", "127.0.0.1:${OTHER_PORT}:80"], volumes: ["data:/d"], labels: {mine: "1"}}
  sick:
    image: "busybox:latest"
    init: true
    command: sleep 600
    stop_grace_period: 0s
    healthcheck: {test: "echo no luck; exit 1", interval: 3s, retries: 1}
  job: {image: "busybox:latest", command: sh -c "exit 3"}
volumes: {data: {}}
`,
  });
  await workspace.gantry('up -d');
  docker('wait', `${workspace.project}-job-1`);
});
afterAll(() => workspace.remove());

/** Both programs' standard output, without times and what only differs in blanks. */
async function both(words: string): Promise<readonly [gantry: string, compose: string]> {
  const even = (text: string): string =>
    text
      .replace(/(About an? \w+|Less than a second|\d+ (?:seconds?|minutes?))( ago)?(?=\s|"|$| \()/gm, '<age>')
      .replace(/\(health: starting\)/g, '(unhealthy)')
      .replace(/ {2,}/g, '  ')
      .replace(/ +$/gm, '');
  return [even((await workspace.gantry(words)).stdout), even(workspace.compose(words).stdout)];
}

test.each([
  'ps',
  'ps -q',
  'ps -a --format {{.Name}}\\t{{.State}}',
  'ps --format table\\t{{.Name}}\\t{{.Ports}}',
  'ps --format {{range.Publishers}}{{.PublishedPort}}{{end}}',
  'images',
  'images --format json',
  'images -q',
  'port web 80',
])('%s prints what docker compose prints', async (words) => {
  const [gantry, compose] = await both(words);

  expect(gantry).toBe(compose);
});

test('ls and volumes print what docker prints', async () => {
  const own = (text: string): unknown =>
    JSON.parse(text).find(({ Name }: { Name: string }) => Name === workspace.project);
  const [gantry, compose] = await both('ls -a --format json');
  expect(own(gantry)).toEqual(own(compose));

  const volumes = await workspace.gantry('volumes --format json');
  const listed = docker('volume', 'ls', '--filter', `name=${workspace.project}_data`, '--format', 'json');
  expect(JSON.parse(volumes.stdout)).toEqual({ ...JSON.parse(listed), Labels: expect.any(String) });
});

test('images --wide tells what docker compose 5 tells', async () => {
  docker('tag', 'busybox', 'busybox'); // one that was loaded has no time of a tag
  const platform = docker('image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', 'busybox');
  const [plain, wide] = await Promise.all(
    ['', '--wide '].map((flag) => workspace.gantry(`images ${flag}--format json`)),
  );

  const more = { Platform: platform, LastTagTime: expect.stringMatching(/^\d{4}-\S+Z$/) };
  expect(JSON.parse(wide?.stdout ?? '')).toEqual(
    JSON.parse(plain?.stdout ?? '').map((image: object) => expect.objectContaining({ ...image, ...more })),
  );
  expect((await workspace.gantry('images --wide')).stdout.split('\n')[1]).toContain(platform);
});

test('volumes --wide tells how much is in each', async () => {
  docker('exec', `${workspace.project}-web-1`, 'sh', '-c', 'head -c 1234567 /dev/zero > /d/some');
  const table = await workspace.gantry('volumes --wide');
  const record = await workspace.gantry('volumes --wide --format {{.Name}}:{{.Size}}');

  expect(table.stdout).toMatch(/^local +\S+_data +1\.23MB$/m);
  expect(record.stdout).toMatch(/_data:1\.23MB$/m);
});

test('top shows every process under the name of its container', async () => {
  const shape = (text: string): readonly string[] =>
    text
      .split('\n')
      // A probe may run while one of the two looks.
      .filter((line) => !/no luck|runc init/.test(line))
      .map((line) => line.replace(/\d+/g, '<n>').trimEnd().replace(/ {2,}/g, '  '));
  const [gantry, compose] = await both('top');

  expect(shape(gantry)).toEqual(shape(compose));
});

test('ps --wide tells what the last probe of an unhealthy container said', async () => {
  const health = (): string =>
    docker('inspect', '--format', '{{.State.Health.Status}}', `${workspace.project}-sick-1`);
  await expect.poll(health, SELDOM).toBe('unhealthy');
  const { stdout } = await workspace.gantry('ps --wide sick');

  expect(stdout.split('\n')[0]).toMatch(/RESTARTS {3}IMAGE AGE {3}DIGEST +LAST PROBE$/);
  expect(stdout).toMatch(/exit 1: no luck$/m);
});

test('port and url without a service show everything that is published, to be clicked on', async () => {
  expect((await workspace.gantry('port')).stdout).toMatch(
    new RegExp(`^web +\\S+-web-1 +80/tcp +127\\.0\\.0\\.1:${PORT}$`, 'm'),
  );
  expect((await workspace.gantry('url web')).stdout).toBe(
    `http://127.0.0.1:${PORT}\nhttp://127.0.0.1:${OTHER_PORT}\n`,
  );
  expect((await workspace.gantry('open web', { DISPLAY: '', WAYLAND_DISPLAY: '' })).code).toBe(0);
});

test('a project name in the environment is enough where the files cannot be read', async () => {
  for (const words of ['ps -q', 'images -q', 'port web 80', 'volumes -q']) {
    const named = await workspace.gantry(`-f nothing.yaml ${words}`);
    expect(named, words).toEqual({ ...(await workspace.gantry(words)), stderr: named.stderr });
  }
});

test('so is one in .env, for the commands that change something too', async () => {
  workspace.write('elsewhere/.env', `COMPOSE_PROJECT_NAME=${workspace.project}\n`);
  workspace.write('elsewhere/compose.yaml', 'services: {web: {imag: x}}\n');
  for (const words of ['ps -q', 'images -q', 'stop --dry-run']) {
    const named = await workspace.gantry(`-f elsewhere/compose.yaml ${words}`, { COMPOSE_PROJECT_NAME: '' });
    // A plan is headed with the command as it was typed.
    const stdout = named.stdout.replace('-f elsewhere/compose.yaml ', '');
    const plain = await workspace.gantry(words);
    expect({ ...named, stdout }, words).toEqual({ ...plain, stderr: named.stderr });
  }
});

test('psFormat of the Docker configuration counts where no --format is given', async () => {
  workspace.write('docker/config.json', '{"psFormat": "{{.Service}}"}');
  const { stdout } = await workspace.gantry('ps', { DOCKER_CONFIG: `${workspace.folder}/docker` });

  expect(stdout.split('\n').sort()).toEqual(['', 'sick', 'web']);
});

test('events --since --until lists what has happened and ends; without them it follows until Ctrl-C', async () => {
  // An engine remembers its last 256 events, of whatever project: others may have pushed ours out.
  const events = await vi.waitFor(async () => {
    docker('start', `${workspace.project}-job-1`);
    docker('wait', `${workspace.project}-job-1`);
    const { code, stdout } = await workspace.gantry('events --json --since 10m --until 0s job');
    expect(code).toBe(0);
    const told = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(told.map(({ action }) => action).slice(-2)).toEqual(['start', 'die']);
    return told;
  }, PATIENCE);
  expect(Object.keys(events[0])).toEqual(['action', 'attributes', 'id', 'service', 'time', 'type']);
  expect(Object.keys(events.at(-1).attributes).filter((key) => key.startsWith('com.docker.compose'))).toEqual(
    [],
  );

  const follow = workspace.start('events web');
  // Nothing says that it listens: what happens once a second is seen once it does.
  const poke = setInterval(() => docker('kill', '--signal', 'WINCH', `${workspace.project}-web-1`), 1000);
  await follow.until('container kill');
  clearInterval(poke);
  follow.process.kill('SIGINT');
  const followed = await follow.ended;
  expect(followed.code).toBe(130);
  expect(followed.stdout).not.toContain('\n\n');
});

test('stats shows a table once, and on a terminal draws it anew until Ctrl-C', async () => {
  const once = await workspace.gantry('stats --no-stream web --format {{.Name}}:{{.PIDs}}');
  expect(once.stdout).toBe(`${workspace.project}-web-1:2\n`);

  const terminal = gantryInTerminal(workspace, 'stats', 'web');
  await terminal.until('\u001b[2J');
  await terminal.until('PIDS');
  await terminal.until('\u001b[2J');
  terminal.type('\u0003');
  expect((await terminal.ended).code).toBe(130);
});
