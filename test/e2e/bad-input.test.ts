import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, docker, leftovers, removeContainers, type Workspace } from '../support/gantry.ts';

const SERVICE = 'services:\n  web:\n    image: busybox:latest\n    command: sleep 600\n    init: true\n';
const TAKEN_PORT = await freePort();

let workspace: Workspace;
let holder: Workspace;

beforeAll(async () => {
  holder = aWorkspace('holder', { 'compose.yaml': `${SERVICE}    ports: ["${TAKEN_PORT}:80"]\n` });
  const up = await holder.gantry('up -d');
  expect(up, up.stderr).toMatchObject({ code: 0 });
});
afterAll(() => holder.remove());
afterEach(() => workspace.remove());

interface BadInput {
  readonly about: string;
  readonly files: Readonly<Record<string, string>>;
  /** What the message has to say, the place included. */
  readonly says: readonly (string | RegExp)[];
}

const BAD: readonly BadInput[] = [
  { about: 'no file', files: {}, says: [/no .*compose file|compose\.yaml/i] },
  { about: 'an empty file', files: { 'compose.yaml': '' }, says: ['compose.yaml', /empty/i] },
  {
    about: 'YAML that does not parse',
    files: { 'compose.yaml': 'services:\n  web: {image: busybox\n' },
    says: [/compose\.yaml:\d+:\d+/],
  },
  {
    about: 'an unknown key',
    files: { 'compose.yaml': `${SERVICE}    enviroment: {A: b}\n` },
    says: ['compose.yaml:6:5', 'enviroment', 'environment'],
  },
  {
    about: 'a wrong type',
    files: { 'compose.yaml': `${SERVICE}    ports: 80\n` },
    says: [/compose\.yaml:6:\d+/, 'ports', /list/],
  },
  {
    about: 'a dependency that does not exist',
    files: { 'compose.yaml': `${SERVICE}    depends_on: [wbe]\n  db: {image: busybox}\n` },
    says: ['compose.yaml:6:18', 'wbe'],
  },
  {
    about: 'a cycle',
    files: {
      'compose.yaml':
        'services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [c]}\n  c: {image: x, depends_on: [a]}\n',
    },
    says: [/compose\.yaml:\d+:\d+/, /a → b → c → a/],
  },
  {
    about: 'a missing env file',
    files: { 'compose.yaml': `${SERVICE}    env_file: settings.env\n` },
    says: ['compose.yaml:6:15', 'settings.env'],
  },
  {
    about: 'a missing required variable',
    files: { 'compose.yaml': `${SERVICE}    hostname: "\${GT_HOST:?set it to the public name}"\n` },
    says: [/compose\.yaml:6:\d+/, 'GT_HOST', 'set it to the public name'],
  },
  {
    about: 'a port that is taken',
    files: { 'compose.yaml': `${SERVICE}    ports: ["${TAKEN_PORT}:80"]\n` },
    says: [String(TAKEN_PORT), /gt-holder-\d+-web-1/],
  },
  {
    about: 'an image that does not exist',
    files: { 'compose.yaml': 'services:\n  web: {image: "gt-no-such-image:1", pull_policy: missing}\n' },
    says: ['gt-no-such-image:1'],
  },
];

test.each(BAD)(
  '$about gives one clear message with its place, exit code 1, and changes nothing',
  async ({ files, says }) => {
    workspace = aWorkspace('bad', files);

    const { code, stdout, stderr } = await workspace.gantry('up -d');

    expect(code).toBe(1);
    expect(stdout).toBe('');
    for (const text of says) expect(stderr).toMatch(text);
    expect(stderr).not.toMatch(/internal:|\n\s+at .*\.(ts|cjs|js):\d+/);
    expect(await leftovers(workspace.project)).toEqual([]);
  },
);

test('an engine that is not there gives one clear message and exit code 1', async () => {
  workspace = aWorkspace('noengine', { 'compose.yaml': SERVICE });

  const { code, stderr } = await workspace.gantry('up -d', { DOCKER_HOST: 'unix:///nowhere/docker.sock' });

  expect(code).toBe(1);
  expect(stderr).toContain('unix:///nowhere/docker.sock');
  expect(stderr).not.toMatch(/internal:|\n\s+at /);
});

test('all problems of a file come at once, in the order of the file', async () => {
  workspace = aWorkspace('many', {
    'compose.yaml': `services:
  web:
    imge: busybox
    ports: ["99999:80"]
    networks: [fornt]
  db:
    image: busybox
    depends_on: [wbe]
    restart: 7
networks: {front: {}}
`,
  });

  const { stderr } = await workspace.gantry('config -q');

  const places = [...stderr.matchAll(/compose\.yaml:(\d+):\d+/g)].map(([, line]) => Number(line));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  for (const line of [3, 4, 5, 8, 9]) expect(places).toContain(line);
});

test('a container of somebody else with the same name is named, and nothing is made', async () => {
  const name = `gt-somebody-else-${process.pid}`;
  workspace = aWorkspace('named', { 'compose.yaml': `${SERVICE}    container_name: ${name}\n` });
  docker('create', '--name', name, 'busybox:latest', 'true');
  try {
    const { code, stderr } = await workspace.gantry('up -d');
    expect(code).toBe(1);
    expect(stderr).toContain(name);
    expect(await leftovers(workspace.project)).toEqual([]);
  } finally {
    await removeContainers(name);
  }
});
