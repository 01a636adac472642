import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { loadBusyboxImage } from '../../scripts/setup/busybox-image.ts';
import { ask } from '../../scripts/setup/engine-api.ts';
import { listAt, textAt } from '../../scripts/setup/json.ts';
import { type PrivateEngine, startPrivateEngine } from '../../scripts/setup/private-engine.ts';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';

/** An engine that becomes a swarm is another one to everybody on it, so it is nobody else's. */
let own: PrivateEngine;
/** A node asks the registry of a name first. Nobody listens there, so it takes what it has without waiting for an answer. */
const IMAGE = 'localhost:1/busybox:1';
const inSwarm = (...words: readonly string[]): string => docker('-H', own.host, ...words);

beforeAll(async () => {
  own = await startPrivateEngine();
  await loadBusyboxImage(own.host);
  inSwarm('tag', 'busybox', IMAGE);
  inSwarm('swarm', 'init', '--advertise-addr', own.publishedHost, '--default-addr-pool', '10.216.0.0/16');
});
afterAll(() => own?.stop());

function aSwarmProject(name: string, files: Readonly<Record<string, string>>) {
  const workspace: Workspace = aWorkspace(`swarm-${name}`, files);
  onTestFinished(() => workspace.remove());
  const gantry = (words: string, env = {}) =>
    workspace.gantry(`--on swarm ${words}`, { DOCKER_HOST: own.host, ...env });
  return { workspace, gantry, project: workspace.project };
}

async function listOf(path: string, project: string, label: string): Promise<readonly unknown[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${label}=${project}`] }));
  const { body } = await ask(own.host, 'GET', `${path}?filters=${filters}`);
  return listAt(JSON.parse(body));
}

const STACK = 'com.docker.stack.namespace';

/** By service: its tasks. A change that makes others shows there. */
async function tasksOf(project: string): Promise<readonly string[]> {
  const services = await listOf('/services', project, STACK);
  const tasks = await listOf('/tasks', project, STACK);
  return services
    .map((service) => {
      const made = tasks.filter((task) => textAt(task, 'ServiceID') === textAt(service, 'ID'));
      const ids = made.map((task) => textAt(task, 'ID')).sort();
      return `${textAt(service, 'Spec', 'Name')} ${ids.join(' ')}`;
    })
    .sort();
}

async function leftIn(project: string): Promise<readonly unknown[]> {
  const lists = ['/services', '/tasks', '/networks', '/secrets', '/configs'];
  const found = await Promise.all(lists.map((path) => listOf(path, project, STACK)));
  return [...found.flat(), ...(await listOf('/containers/json', project, STACK))];
}

/** All tasks at once, judged soon. */
const UPDATE = 'update_config: {parallelism: 0, monitor: 500ms}';

const SHOP = `
x-fast: &fast {image: "${IMAGE}", init: true, stop_grace_period: 0s}
services:
  db:
    <<: *fast
    command: sh -c "touch /tmp/ready; exec sleep infinity"
    secrets: [password]
    healthcheck: {test: test -f /tmp/ready, interval: 200ms}
  migrate:
    <<: *fast
    command: echo migrated
    depends_on: {db: {condition: service_healthy}}
  web:
    <<: *fast
    command: sleep infinity
    configs: [{source: page, target: /www/index.html}]
    depends_on: {migrate: {condition: service_completed_successfully}}
    deploy: {replicas: 2, endpoint_mode: dnsrr, ${UPDATE}}
secrets: {password: {environment: PASSWORD}}
configs: {page: {content: hello}}
`;

test('up brings a project in order, changes nothing the second time, and down leaves nothing', async () => {
  const { workspace, gantry, project } = aSwarmProject('life', { 'compose.yaml': SHOP });
  const password = { PASSWORD: 'hunter2hunter2' };

  const first = await gantry('up', password);

  expect(first.code, first.stderr).toBe(0);
  const told = `${first.stdout}${first.stderr}`;
  const places = ['db', 'migrate', 'web'].map((name) =>
    told.search(new RegExp(`${project}_${name}.*created`, 'i')),
  );
  expect(places, told).toEqual([...places].sort((a, b) => a - b));
  expect(told).not.toContain('hunter2');
  const migrated = inSwarm('service', 'logs', '--raw', `${project}_migrate`);
  expect(migrated).toBe('migrated');

  const before = await tasksOf(project);
  const second = await gantry('up', password);
  expect(second.code, second.stderr).toBe(0);
  expect(await tasksOf(project)).toEqual(before);

  const tasks = await gantry('ps --format json', password);
  expect(tasks.code, tasks.stderr).toBe(0);
  expect(
    tasks.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { Service: 'db', State: 'running', Error: '' },
    { Service: 'migrate', State: 'complete', Error: 'exit 0' },
    { Service: 'web', State: 'running', Slot: '1' },
    { Service: 'web', State: 'running', Slot: '2' },
  ]);

  workspace.write('compose.yaml', SHOP.replace('content: hello', 'content: goodbye'));
  const changed = await gantry('up', password);
  expect(changed.code, changed.stderr).toBe(0);
  const after = await tasksOf(project);
  // The database and the job are as they were: a job would have run again.
  expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
  const [container = ''] = inSwarm(
    'ps',
    '-q',
    '--filter',
    `label=com.docker.swarm.service.name=${project}_web`,
  ).split('\n');
  expect(inSwarm('exec', container, 'cat', '/www/index.html')).toBe('goodbye');

  const down = await gantry('down', password);
  expect(down.code, down.stderr).toBe(0);
  expect(await leftIn(project)).toEqual([]);
});

test('up ends with 1 and the last lines of the task when an update fails', async () => {
  const web = (command: string): string =>
    `services: {web: {image: "${IMAGE}", init: true, stop_grace_period: 0s, command: ${command}, deploy: {${UPDATE}}}}\nx-gantry: {on: swarm}\n`;
  // The file says where it runs.
  const { workspace } = aSwarmProject('failing', { 'compose.yaml': web('sleep infinity') });
  const gantry = (words: string) => workspace.gantry(words, { DOCKER_HOST: own.host });
  expect(await gantry('up')).toMatchObject({ code: 0 });

  workspace.write('compose.yaml', web('sh -c "echo cannot connect to db >&2; exit 3"'));
  const { code, stderr } = await gantry('up');

  expect(code, stderr).toBe(1);
  expect(stderr).toContain('(wait-failed)');
  expect(stderr).toContain('non-zero exit (3)');
  expect(stderr).toContain('| cannot connect to db');
  expect(stderr).toMatch(/^ {2}compose\.yaml:1:\d+$/m);
  expect(await gantry('down')).toMatchObject({ code: 0 });
});

test('up takes over what docker stack deploy made of the same file, without a change', async () => {
  const { workspace, gantry, project } = aSwarmProject('adopted', {
    'password.txt': 'secret of the stack',
    'compose.yaml': `
services:
  web:
    image: ${IMAGE}
    command: sleep infinity
    environment: {Z: "1", A: "2"}
    stop_grace_period: 1s
    secrets: [password]
    configs: [page]
    cap_add: [NET_ADMIN]
    ulimits: {nofile: 1024}
    healthcheck: {test: [CMD, "true"], interval: 5s}
    logging: {driver: json-file, options: {max-size: 1m}}
    networks: {front: {aliases: [www]}}
    volumes: ["data:/data"]
    deploy: {replicas: 2, labels: {x: "1"}, update_config: {parallelism: 2, delay: 1s}, resources: {limits: {memory: 64m}}}
secrets: {password: {file: ./password.txt}}
configs: {page: {file: ./password.txt}}
networks: {front: {}}
volumes: {data: {}}
`,
  });
  const deploy = [
    'stack',
    'deploy',
    '--detach',
    '--resolve-image',
    'never',
    '-c',
    `${workspace.folder}/compose.yaml`,
  ];
  inSwarm(...deploy, project);
  const before = (await listOf('/services', project, STACK)).map((service) => textAt(service, 'ID'));

  const { code, stdout, stderr } = await gantry('up');

  expect(code, stderr).toBe(0);
  expect(`${stdout}${stderr}`).not.toMatch(/created|updated/i);
  const services = await listOf('/services', project, STACK);
  expect(services.map((service) => textAt(service, 'ID'))).toEqual(before);
  expect(services.map((service) => JSON.stringify(service)).join()).not.toContain('"PreviousSpec"');
  expect(await gantry('down')).toMatchObject({ code: 0 });
  expect(await leftIn(project)).toEqual([]);
});

test('up builds what the only node runs, and replaces its task only when a build gives another image', async () => {
  const { workspace, gantry, project } = aSwarmProject('built', {
    'compose.yaml': `services: {web: {build: ., init: true, stop_grace_period: 0s, command: sleep infinity, deploy: {${UPDATE}}}}\n`,
    Dockerfile: 'FROM busybox\nLABEL version=1\n',
  });
  const first = await gantry('up');
  expect(first.code, first.stderr).toBe(0);
  const [service] = await listOf('/services', project, STACK);
  const id = inSwarm('image', 'inspect', '--format', '{{.Id}}', `${project}-web`);
  expect(textAt(service, 'Spec', 'TaskTemplate', 'ContainerSpec', 'Image')).toBe(id);
  const before = await tasksOf(project);

  const same = await gantry('up --build');
  expect(same.code, same.stderr).toBe(0);
  expect(await tasksOf(project)).toEqual(before);

  workspace.write('Dockerfile', 'FROM busybox\nLABEL version=2\n');
  const other = await gantry('up --build');
  expect(other.code, other.stderr).toBe(0);
  expect(await tasksOf(project)).not.toEqual(before);
  expect(await gantry('down')).toMatchObject({ code: 0 });
});
