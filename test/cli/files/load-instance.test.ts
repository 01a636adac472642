import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Globals } from '../../../src/cli/context/globals.ts';
import { WrittenOnSwarm } from '../../../src/cli/context/on-swarm.ts';
import { loadProjectFor } from '../../../src/cli/files/load.ts';
import { findProjectName } from '../../../src/cli/find/find-project-name.ts';
import type { Needs } from '../../../src/spec/files/load-request.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { lines } from '../../support/lines.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

let folder: string;

beforeEach(() => {
  folder = aFolder({});
});
afterEach(() => rmSync(folder, { recursive: true }));

interface World {
  readonly text?: string;
  readonly globals?: Partial<Globals>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly engine?: RecordingEngine;
  readonly needs?: Needs;
}

const PORTS = lines(
  'name: shop',
  'services:',
  '  web:',
  '    image: busybox',
  '    ports: ["8080:80"]',
  '    environment: {URL: "${GANTRY_URL_web}", PORT: "${GANTRY_PORT_web_80:?}", NAME: "${COMPOSE_PROJECT_NAME}"}',
);

async function cliFor({ text = PORTS, globals = {}, environment = {}, engine }: World) {
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(folder, 'compose.yaml'), text);
  return aCli(folder, {
    globals,
    environment: { XDG_STATE_HOME: join(folder, 'state'), ...environment },
    engine: engine ?? new RecordingEngine(),
  });
}

async function load(world: World) {
  const cli = await cliFor(world);
  const project = await loadProjectFor(cli, { services: [], needs: world.needs ?? 'containers' });
  return { project, web: project.services.get('web'), cli };
}

test('files that say what runs the project are heard where the command line says nothing', async () => {
  const text = 'name: shop\nservices: {web: {image: busybox}}\nx-gantry: {on: swarm}\n';
  await expect(load({ text })).rejects.toBeInstanceOf(WrittenOnSwarm);
  for (const on of ['swarm', 'engine'] as const)
    expect((await load({ text, globals: { on } })).project.name).toBe('shop');
  expect((await load({ text: text.replace('swarm', 'engine') })).project.name).toBe('shop');
});

test('the project itself has its own ports in the variables that tell them', async () => {
  const { project, web } = await load({});
  expect(project.name).toBe('shop');
  expect(Object.fromEntries(web?.environment ?? [])).toEqual({
    URL: 'http://localhost:8080',
    PORT: '8080',
    NAME: 'shop',
  });
});

test('an instance has its ports in the variables that tell them, and the same ones again', async () => {
  const { project, web } = await load({ globals: { instance: 'a' } });
  const port = web?.ports[0]?.published;
  expect(project.name).toBe('shop-a');
  expect(Object.fromEntries(web?.environment ?? [])).toEqual({
    URL: `http://127.0.0.1:${port}`,
    PORT: port,
    NAME: 'shop-a',
  });
  expect((await load({ globals: { instance: 'a' } })).web?.ports).toEqual(web?.ports);
  expect((await load({ globals: { instance: 'b' } })).web?.ports).not.toEqual(web?.ports);
});

test('a variable of the environment wins over what is offered under its name', async () => {
  const { web } = await load({ environment: { GANTRY_URL_web: 'https://shop.example' } });
  expect(web?.environment.get('URL')).toBe('https://shop.example');
});

const OTHERS = `${PORTS}
  off: {image: busybox, ports: ["8081:80"], profiles: [off]}
  app: {image: busybox, environment: {URL: "\${GANTRY_URL_web} \${GANTRY_PORT_off_80}"}}
`;

test.each([undefined, 'a'])(
  'ports of services that the command does not take are known too, in the instance %s',
  async (instance) => {
    const cli = await cliFor({ text: OTHERS, globals: { ...(instance && { instance }), strict: true } });
    const one = await loadProjectFor(cli, { services: ['app'], needs: 'images' });
    const all = await loadProjectFor(cli, { services: ['app', 'web', 'off'], needs: 'containers' });
    const [web, off] = ['web', 'off'].map((name) => all.services.get(name)?.ports[0]?.published);
    const url = `http://${instance ? '127.0.0.1' : 'localhost'}:${web} ${off}`;

    expect(one.services.get('app')?.environment.get('URL')).toBe(url);
    expect(all.services.get('app')?.environment.get('URL')).toBe(url);
    expect(cli.written.stderr).toBe('');
  },
);

test('a port of a service that there is not is a variable that is not set', async () => {
  const { cli } = await load({ text: `${PORTS}\n    labels: {x: "\${GANTRY_URL_wob}"}\n` });
  expect(cli.written.stderr).toContain('the variable GANTRY_URL_wob is not set');
});

test('all ten that load an instance at once get the same ports', async () => {
  const loaded = await Promise.all(Array.from({ length: 10 }, () => load({ globals: { instance: 'a' } })));
  const ports = loaded.map(({ web }) => web?.ports[0]?.published);
  expect(new Set(ports).size).toBe(1);
});

test('the containers tell the ports where the record is lost', async () => {
  const engine = new RecordingEngine({
    containers: [
      anObservedContainer('shop-a-web-1', {
        labels: {
          'com.docker.compose.project': 'shop-a',
          'com.docker.compose.service': 'web',
          'gantry.instance.ports': '80/tcp=23456',
        },
      }),
    ],
  });
  const { web } = await load({ globals: { instance: 'a' }, engine });
  expect(web?.ports[0]?.published).toBe('23456');
});

test.each<[string, World, string]>([
  ['the file', { text: `${PORTS}\nx-gantry: {instance: a}\n` }, 'shop-a'],
  ['a dot', { text: `${PORTS}\nx-gantry: {instance: a}\n`, globals: { instance: '.' } }, 'shop'],
  ['a flag with -p', { globals: { instance: 'a', projectName: 'store' } }, 'store-a'],
  [
    'COMPOSE_PROJECT_NAME',
    { environment: { COMPOSE_PROJECT_NAME: 'store', GANTRY_INSTANCE: 'a' } },
    'store-a',
  ],
])('who needs the name alone gets that of the instance, by %s', async (_, world, name) => {
  expect((await findProjectName(await cliFor(world))).name).toBe(name);
});

test('COMPOSE_PROJECT_NAME is enough where the files are gone', async () => {
  const world = { text: '', environment: { COMPOSE_PROJECT_NAME: 'shop', GANTRY_INSTANCE: 'a' } };
  expect((await findProjectName(await cliFor(world))).name).toBe('shop-a');
});

const EXTERNAL = lines(
  'name: shop',
  'services: {web: {image: busybox, networks: [net]}}',
  'networks: {net: {external: true}}',
);

test('what cannot be in an instance is told with its place, and ends nobody who only wants to end it', async () => {
  const world = { text: EXTERNAL, globals: { instance: 'a' } };
  await expect(load(world)).rejects.toMatchObject({
    problems: [expect.objectContaining({ code: 'instance-not-possible', at: expect.anything() })],
  });
  expect((await load({ ...world, needs: 'names' })).project.name).toBe('shop-a');
});

test('what --map says once holds for the commands after it', async () => {
  const globals = { instance: 'a' };
  const mapped = await load({ text: EXTERNAL, globals: { ...globals, map: ['net=own'] } });
  expect(mapped.project.networks.get('net')).toMatchObject({ name: 'net-a', external: false });
  const again = await load({ text: EXTERNAL, globals });
  expect(again.project.networks.get('net')).toEqual(mapped.project.networks.get('net'));
});

test.each(['net', '=own', 'net=', 'net=a b'])('--map refuses %s', async (map) => {
  await expect(load({ globals: { instance: 'a', map: [map] } })).rejects.toMatchObject({ code: 'bad-usage' });
});

test('a warning about an instance is told with its place; what is good to know is not', async () => {
  const { cli } = await load({
    text: 'services: {web: {image: busybox, container_name: front, volumes: [".:/app"]}}',
    globals: { instance: 'a' },
  });
  expect(cli.written.stderr).toContain('compose.yaml:1:');
  expect(cli.written.stderr).toContain('(instance-shares)');
  expect(cli.written.stderr).not.toContain('(instance-changes)');
});
