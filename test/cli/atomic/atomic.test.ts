import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectEngine } from '../../../src/engine/connect.ts';
import { aFolder } from '../../support/a-folder.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';
import { type Ran, runInProcess } from '../../support/run-in-process.ts';

let folder: string;
let engine: MemoryEngine;
beforeEach(async () => {
  engine = await startMemoryEngine({ images: { 'app:1': {}, 'app:2': {} } });
  folder = aFolder({});
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Shop {
  readonly version?: string;
  readonly gantry?: string;
  readonly command?: string;
  readonly content?: string;
  /** Lines of services, at their end. */
  readonly more?: string;
  /** The end of the file. */
  readonly end?: string;
}

/** `web` is updated after `db`. */
function write({
  version = '1',
  gantry = '',
  command = 'serve',
  content = 'hello',
  more = '',
  end = '',
}: Shop): void {
  writeFileSync(
    join(folder, 'compose.yaml'),
    `name: shop
x-gantry: {settle: 50ms${gantry}}
services:
  db: {image: "app:1", environment: {VERSION: "${version}"}}
  web:
    image: "app:1"
    command: ${command}
    environment: {VERSION: "${version}"}
    configs: [site]
    depends_on: [db]
${more}
configs:
  site: {content: "${content}"}
${end}
`,
  );
}

async function gantry(line: string): Promise<Ran> {
  const docker = connectEngine(new Map([['DOCKER_HOST', engine.host]]), folder);
  try {
    return await runInProcess(line, { folder, engine: docker });
  } finally {
    docker.close();
  }
}

const FAILING = "sh -c 'echo no password; exit 3'";

const releases = async () => JSON.parse((await gantry('history --format json')).stdout).releases;

/** Of containers, without that of the history. */
const names = () => [...engine.world.containerNames.keys()].filter((name) => name.startsWith('shop')).sort();

const networks = () => [...engine.world.networks.values()].map(({ request }) => request.Name);

const volumes = () => [...engine.world.volumes.keys()].filter((name) => !name.startsWith('gantry-'));

const variablesOf = (container: string): string =>
  JSON.stringify(engine.world.containerNames.get(container)?.request.Env);

const changesIn = (from: number): readonly string[] =>
  engine.calls
    .slice(from)
    .flatMap(({ method, path }) => (/GET|HEAD/.test(method) ? [] : [`${method} ${path}`]));

test('a change of which some fails goes back as a whole, and says why and what', async () => {
  write({});
  await gantry('up -d');
  write({ version: '2', command: FAILING });
  const { stderr } = await gantry('up -d --atomic');
  expect(stderr).toContain('error: container shop-web-1 exited (3)');
  expect(stderr).toContain('    | no password\n');
  expect(stderr).toContain(
    ' Returned to release 1 of shop: Container shop-db-1 is as it was, Container shop-web-1 is as it was\n',
  );
  expect(variablesOf('shop-db-1')).toContain('VERSION=1');
  expect((await gantry('history show')).stdout).toContain(
    '\nchanges, which all went back:\n  Container shop-db-1: replace',
  );
  expect(await releases()).toMatchObject([
    { number: 2, outcome: 'returned', failures: ['container shop-web-1 exited (3)'], canBeGoneBackTo: false },
    { number: 1, outcome: 'done' },
  ]);
  write({});
  expect((await gantry('up -d')).stderr).toContain('nothing changed');
});

test('a change that does not fail stays', async () => {
  write({});
  await gantry('up -d --atomic');
  write({ version: '2' });
  await gantry('up -d --atomic');
  expect(variablesOf('shop-web-1')).toContain('VERSION=2');
  expect(await releases()).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
});

test('where there was nothing, all that was made is removed, and no volume that was there before', async () => {
  const volume = (key: string) => `volumes: {${key}: {}}`;
  write({ more: '    volumes: ["kept:/kept"]', end: volume('kept') });
  await gantry('up -d');
  await gantry('down');
  write({
    command: FAILING,
    more: '    volumes: ["kept:/kept", "fresh:/fresh"]',
    end: 'volumes: {kept: {}, fresh: {}}',
  });
  const { stderr } = await gantry('up -d --atomic');
  expect(stderr).toContain('Returned to what was there before, nothing of shop');
  expect(names()).toEqual([]);
  expect(networks()).not.toContain('shop_default');
  expect(volumes()).toEqual(['shop_kept']);
});

test('services, networks and volumes that came with the change go with it', async () => {
  write({});
  await gantry('up -d');
  write({
    command: FAILING,
    more: '  cache: {image: "app:2", networks: [back], volumes: ["cached:/cached"]}',
    end: 'networks: {back: {}}\nvolumes: {cached: {}}',
  });
  await gantry('up -d --atomic');
  expect(names()).toEqual(['shop-db-1', 'shop-web-1']);
  expect(networks()).not.toContain('shop_back');
  expect(volumes()).toEqual([]);
});

test('what was in configs is what the containers had, not what the files have now', async () => {
  write({ content: 'hello' });
  await gantry('up -d');
  write({ content: 'another one', command: FAILING });
  const { stderr } = await gantry('up -d --atomic');
  expect(stderr).not.toMatch(/another one|of which only a hash is kept/);
  write({ content: 'hello' });
  expect((await gantry('up -d')).stderr).toContain('nothing changed');
});

test('what was stopped is stopped again, and a scaled service has as many containers again', async () => {
  write({});
  await gantry('up -d --scale db=2');
  await gantry('stop web');
  write({ version: '2', command: FAILING });
  await gantry('up -d --atomic');
  expect(names()).toEqual(['shop-db-1', 'shop-db-2', 'shop-web-1']);
  expect(engine.world.containerNames.get('shop-web-1')?.state).not.toBe('running');
  expect(variablesOf('shop-db-2')).toContain('VERSION=1');
});

test('an orphan that the change has removed comes back', async () => {
  write({ more: '  cache: {image: "app:2"}' });
  await gantry('up -d');
  write({ version: '2' });
  await gantry('up -d');
  write({ version: '3', command: FAILING });
  await gantry('up -d --atomic --remove-orphans');
  expect(names()).toEqual(['shop-cache-1', 'shop-db-1', 'shop-web-1']);
  expect(variablesOf('shop-web-1')).toContain('VERSION=2');
});

test('a one-shot that others wait for stays as it ran, and that is told', async () => {
  const migration = (to: string) =>
    `  migrate: {image: "app:1", command: echo ${to}}\n  api: {image: "app:1", environment: {TO: "${to}"}, depends_on: {migrate: {condition: service_completed_successfully}}}`;
  write({ more: migration('one') });
  await gantry('up -d');
  write({ version: '2', command: FAILING, more: migration('two') });
  const { stderr } = await gantry('up -d --atomic');
  expect(stderr).toContain('what migrate has done is not taken back, and it does not run again');
  expect(engine.world.containerNames.get('shop-migrate-1')?.request.Cmd).toEqual(['echo', 'two']);
  expect(variablesOf('shop-api-1')).toContain('TO=one');
});

test('what runs again in place of a one-shot that failed is what ran last, also where the change that made it went back', async () => {
  const migration = (to: string, command = `echo ${to}`) =>
    `  migrate: {image: "app:1", command: ${command}}\n  api: {image: "app:1", environment: {TO: "${to}"}, depends_on: {migrate: {condition: service_completed_successfully}}}`;
  write({ more: migration('one') });
  await gantry('up -d');
  write({ version: '2', command: FAILING, more: migration('two') });
  await gantry('up -d --atomic');
  write({ more: migration('three', FAILING) });
  const { stderr } = await gantry('up -d --atomic');
  expect(stderr).toContain('migrate runs again, as release 2 has it');
  expect(engine.world.containerNames.get('shop-migrate-1')?.request.Cmd).toEqual(['echo', 'two']);
  expect(variablesOf('shop-api-1')).toContain('TO=one');
});

test('the files can ask for it, and a flag wins over them', async () => {
  write({ gantry: ', on-failure: rollback' });
  await gantry('up -d');
  write({ version: '2', command: FAILING, gantry: ', on-failure: rollback' });
  await gantry('up -d');
  expect(variablesOf('shop-web-1')).toContain('VERSION=1');
  await gantry('up -d --no-atomic');
  expect(variablesOf('shop-web-1')).toContain('VERSION=2');
});

test('scale goes back, too, where the files ask for that', async () => {
  write({ gantry: ', on-failure: rollback' });
  await gantry('up -d');
  write({ version: '2', command: FAILING, gantry: ', on-failure: rollback' });
  await gantry('scale web=2');
  expect(names()).toEqual(['shop-db-1', 'shop-web-1']);
  expect(variablesOf('shop-web-1')).toContain('VERSION=1');
  expect((await releases())[0]).toMatchObject({ verb: 'scale', outcome: 'returned' });
});

test('a plan says it in one line, and touches nothing', async () => {
  write({});
  await gantry('up -d');
  write({ version: '2' });
  const before = engine.calls.length;
  const { stdout } = await gantry('plan up --atomic');
  expect(stdout).toContain(
    '\natomic: all or nothing; if some of it does not become ready, everything goes back to release 1\n',
  );
  expect(JSON.parse((await gantry('plan --format json up --atomic')).stdout)).toMatchObject({
    atomic: { to: 1 },
  });
  expect(changesIn(before)).toEqual([]);
});

test('what no release has made is refused before anything is touched', async () => {
  write({});
  await gantry('up -d');
  await gantry('down --history');
  write({ gantry: ', history: 0' });
  await gantry('up -d');
  write({ version: '2' });
  const before = engine.calls.length;
  const { stderr } = await gantry('up -d --atomic');
  expect(stderr).toContain('nobody knows how to make shop again as it is now');
  expect(stderr).toContain('gantry up --no-atomic');
  expect(changesIn(before)).toEqual([]);
});

test('it is refused where no releases are kept', async () => {
  write({ gantry: ', history: 0' });
  expect((await gantry('up -d --atomic')).stderr).toContain('no releases are kept of it');
  expect(names()).toEqual([]);
});

test('it is refused for data that would not come back', async () => {
  const data = (label: string) => ({
    more: '    volumes: ["data:/data"]',
    end: `volumes: {data: {labels: {of: ${label}}}}`,
  });
  write(data('one'));
  await gantry('up -d');
  write(data('two'));
  const { stderr } = await gantry('up -d --atomic --destroy-data data');
  expect(stderr).toContain(
    'Volume shop_data would lose its data, which does not come back if something fails',
  );
  expect(await releases()).toHaveLength(1);
});

test('rollback goes to the release before what the project is, not to what has returned', async () => {
  for (const version of ['1', '2']) {
    write({ version });
    await gantry('up -d');
  }
  write({ version: '3', command: FAILING });
  await gantry('up -d --atomic');
  await gantry('rollback');
  expect(variablesOf('shop-web-1')).toContain('VERSION=1');
  expect((await gantry('rollback --to 3')).stderr).toContain('it failed, and everything went back');
});

test('after a change that failed half-way, it goes back to the newest release that ended well, and says so', async () => {
  write({});
  await gantry('up -d');
  write({ version: '2', command: FAILING });
  await gantry('up -d --wait');
  write({ version: '3', command: FAILING });
  const { stderr } = await gantry('up -d --atomic');
  expect(stderr).toContain('if this fails, it becomes what release 1 made of it');
  expect(variablesOf('shop-db-1')).toContain('VERSION=1');
  expect(variablesOf('shop-web-1')).toContain('VERSION=1');
});

test('where the way back fails too, it says what is not back, and how to try again', async () => {
  write({});
  await gantry('up -d');
  write({ version: '2', command: FAILING });
  let creations = 0;
  engine.onRequest(({ method, pattern }) =>
    method === 'POST' && pattern === '/containers/create' && ++creations > 2
      ? { kind: 'status', status: 500, message: 'no more' }
      : undefined,
  );
  const { stderr } = await gantry('up -d --atomic');
  expect(stderr).toMatch(/error: not back: .*Container shop-web-1.*\(not-returned\)/);
  expect(stderr).toContain('gantry rollback --to 1');
  engine.onRequest(undefined);
  expect(await releases()).toMatchObject([{ outcome: 'failed' }, { outcome: 'done' }]);
  await gantry('rollback');
  expect(variablesOf('shop-web-1')).toContain('VERSION=1');
});
