import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';

const RANGE = await freePort(3);
const PORT = await freePort();

const SLEEPS = 'image: "busybox:latest", init: true, command: sleep 600, stop_grace_period: 0s';
const FILES = {
  'compose.yaml': `services:
  web: {${SLEEPS}, ports: ["${RANGE}-${RANGE + 2}:${RANGE}-${RANGE + 2}", "${PORT}:80"], expose: ["90", "91"]}
  db: {${SLEEPS}}
  old: {${SLEEPS}}
  talks: {image: "busybox:latest", command: sh -c "echo mine; exec sleep 600", stop_grace_period: 0s}
  tools: {${SLEEPS}, profiles: [tools]}
`,
  'without-old.yaml': `services:\n  web: {${SLEEPS}}\n  db: {${SLEEPS}}\n`,
  'all-off.yaml': `services:\n  tools: {${SLEEPS}, profiles: [tools]}\n`,
  'note.txt': 'from here\n',
};

let workspace: Workspace;

beforeAll(async () => {
  workspace = aWorkspace('alike', FILES);
  await workspace.gantry('up -d');
  await workspace.gantry('run -d web sleep 600');
  await workspace.gantry('pause db');
});
afterAll(() => workspace.remove());

const without = (text: string): string =>
  text
    .replace(/(About an? \w+|Less than a second|\d+ (?:seconds?|minutes?))( ago)?/g, '<age>')
    .replace(/ {2,}/g, '  ');

/** What a script sees of both programs: the exit code, standard output, and whether there is an error. */
async function both(words: string, env: Readonly<Record<string, string>> = {}) {
  const gantry = await workspace.gantry(words, env);
  const compose = workspace.compose(words, env);
  const seen = ({ code, stdout, stderr }: typeof gantry) => ({
    // docker compose 2 has codes of its own for files and flags.
    code: [14, 15, 16].includes(code ?? 0) ? 1 : code,
    stdout: without(stdout),
    hasError: code !== 0 && stderr !== '',
  });
  return [seen(gantry), seen(compose)];
}

test.each([
  ['ls counts what is paused', 'ls --filter name=gt-alike --format json', 0],
  [
    'ls with several names lists what has one of them',
    'ls -q --filter name=gt-alike --filter name=nobody',
    0,
  ],
  ['images sorts by the names of containers, one-offs too', 'images web', 0],
  ['ps joins ports behind one another', 'ps web', 0],
  ['a template has them joined too', 'ps --format {{.Service}}:{{.Ports}} web', 0],
  ['ps --status shows one-offs', 'ps --status running --services', 0],
  ['ps --status shows one-offs, each of them', 'ps --status running --format {{.Service}}={{.State}}', 0],
  ['ps --orphans=false leaves out what is off', 'ps -a --orphans=false --services', 0],
  ['--index 0 is no index', 'exec -T --index 0 web echo yes', 0],
  ['a number that no container has', 'exec -T --index 9 web echo yes', 1],
  ['exec reaches what the file no longer has', '-f without-old.yaml exec -T old echo still', 0],
  ['cp too', '-f without-old.yaml cp note.txt old:/tmp/note.txt', 0],
  ['but not what never was', '-f without-old.yaml exec -T never echo still', 1],
  ['words behind -- are no flags', 'up -- -d', 1],
  ['logs of a number that no container has', 'logs --index 9 web', 1],
  ['logs of a number, of whom it may concern', 'logs --index 1', 1],
  ['up with two flags that exclude each other', 'up -d --build --no-build', 1],
  ['create with the same two', 'create --build --no-build', 1],
  ['up with no service on', '-f all-off.yaml up -d', 1],
  ['a file where there is no folder', 'config -o no/such/folder/file.yaml', 1],
])('a script sees what docker compose shows it: %s', async (_, words, code) => {
  const [gantry, compose] = await both(words);
  expect(compose?.code === 0 ? 0 : 1).toBe(code);
  expect(gantry).toEqual(compose);
});

test('exec -e NAME passes on a variable of this shell, and nothing where there is none', async () => {
  const words = 'exec -T -e GIVEN -e NOT_HERE -e OWN=1 old sh -c export';
  const [gantry, compose] = await both(words, { GIVEN: 'a value' });
  expect(gantry).toEqual(compose);
  expect(gantry?.stdout).toContain("export GIVEN='a value'");
  expect(gantry?.stdout).not.toContain('NOT_HERE');
});

test('orphans cannot be ignored and removed at once', async () => {
  const words = '-f without-old.yaml up -d --remove-orphans';
  const [gantry, compose] = await both(words, { COMPOSE_IGNORE_ORPHANS: '1' });
  expect(gantry).toEqual(compose);
  expect(gantry).toMatchObject({ code: 1, hasError: true });
});

test('logs shows what services wrote that the files have', async () => {
  expect((await workspace.gantry('logs')).stdout).toBe('talks-1  | mine\n');
  const [gantry, compose] = await both('-f without-old.yaml logs');
  expect(gantry).toEqual(compose);
  expect(gantry?.stdout).toBe('');
});

test('start of a service that is named needs no profile', async () => {
  await workspace.gantry('create tools');
  expect((await workspace.gantry('start tools')).code).toBe(0);
  expect(docker('inspect', '-f', '{{.State.Status}}', `${workspace.project}-tools-1`)).toBe('running');
});

test('rm -f names on standard output what it removes, and logs -f how a container ended', async () => {
  const logs = workspace.start('logs -f old');
  docker('exec', `${workspace.project}-old-1`, 'sh', '-c', 'echo hello > /proc/1/fd/1');
  await logs.until('hello');
  await workspace.gantry('kill old');
  const { stdout } = await logs.ended;
  expect(stdout).toBe('old-1  | hello\nold-1 exited with code 137\n');

  const removed = await workspace.gantry('rm -f old');
  expect(removed.stdout).toBe(`Going to remove ${workspace.project}-old-1\n`);
});

test('up waits for what it starts when a service that runs on asked for it, and fails with it', async () => {
  const file = (probe: string): string =>
    `services:
  app: {${SLEEPS}, depends_on: {store: {condition: service_healthy}}}
  store:
    image: "busybox:latest"
    init: true
    command: sh -c "sleep 1; touch /tmp/ready; sleep 600"
    stop_grace_period: 0s
    healthcheck: {test: "${probe}", interval: 200ms, retries: 300}
`;
  const own = aWorkspace('awaits', { 'compose.yaml': file('test -f /tmp/ready') });
  try {
    await own.gantry('up -d');
    docker('rm', '-f', `${own.project}-store-1`);
    expect((await own.gantry('up -d')).code).toBe(0);
    const health = ['inspect', '-f', '{{.State.Health.Status}}', `${own.project}-store-1`] as const;
    expect(docker(...health)).toBe('healthy');

    own.write('compose.yaml', file('exit 1').replace('retries: 300', 'retries: 1'));
    const failed = await own.gantry('up -d');
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('unhealthy')]);
  } finally {
    await own.remove();
  }
});

test('down --volume, as it was spelled once, takes the volumes too', async () => {
  const own = aWorkspace('spelled', {
    'compose.yaml': `services:\n  web: {${SLEEPS}, volumes: ["data:/data"]}\nvolumes: {data: }\n`,
  });
  try {
    await own.gantry('up -d');
    expect((await own.gantry('down --volume')).code).toBe(0);
    expect(docker('volume', 'ls', '-q', '--filter', `name=${own.project}_data`)).toBe('');
  } finally {
    await own.remove();
  }
});
