import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectEngine } from '../../../src/engine/connect.ts';
import { containerId } from '../../../src/model/ids.ts';
import { aFolder } from '../../support/a-folder.ts';
import { addImage } from '../../support/memory-engine/image-calls.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';
import { runInProcess } from '../../support/run-in-process.ts';

let folder: string;
let engine: MemoryEngine;
beforeEach(async () => {
  engine = await startMemoryEngine({ images: { 'app:1': {}, 'app:2': {} } });
  folder = aFolder({});
  write({});
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

function write({ version = '1', gantry = '', content = 'hello' }): void {
  writeFileSync(
    join(folder, 'compose.yaml'),
    `name: shop
${gantry}
services:
  db: {image: "app:1", environment: {DB_PASSWORD: geheim}}
  web:
    image: "app:1"
    environment: {VERSION: "${version}"}
    configs: [site]
configs:
  site: {content: "${content}"}
`,
  );
}

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

async function gantry(line: string): Promise<Said> {
  const docker = connectEngine(new Map([['DOCKER_HOST', engine.host]]), folder);
  try {
    return await runInProcess(line, { folder, engine: docker });
  } finally {
    docker.close();
  }
}

/** By somebody else. */
async function removed(container: string): Promise<void> {
  const docker = connectEngine(new Map([['DOCKER_HOST', engine.host]]), folder);
  try {
    await docker.removeContainer(containerId(container), true);
  } finally {
    docker.close();
  }
}

const historyOf = async () => JSON.parse((await gantry('history --format json')).stdout);

const callsOf = async (line: string): Promise<number> => {
  const before = engine.calls.length;
  await gantry(line);
  return engine.calls.length - before;
};

test('history lists what changed the project: who, with which command, and how it ended', async () => {
  await gantry('up -d');
  write({ version: '2' });
  await gantry('up -d');
  await gantry('stop web');
  const { releases } = await historyOf();
  expect(releases).toMatchObject([
    { number: 3, verb: 'stop', typed: ['stop', 'web'], outcome: 'done', canBeGoneBackTo: false },
    { number: 2, verb: 'up', outcome: 'done', canBeGoneBackTo: true },
    { number: 1, verb: 'up', outcome: 'done', canBeGoneBackTo: true },
  ]);
  expect(releases[1].changes).toEqual(['Container shop-web-1: replace because environment.VERSION changed']);
  const { stdout } = await gantry('history 2');
  expect(stdout).toMatch(/^# +WHEN +WHO +COMMAND +COMMIT +OUTCOME +CHANGED\n3 .*\n2 .*\n$/);
  expect(stdout).toMatch(/done +■ shop-web-1\n2 .*done +± shop-web-1\n/);
});

test('a second up adds no call and no release', async () => {
  await gantry('up -d');
  expect(await callsOf('up -d')).toBe(5);
  expect((await historyOf()).releases).toHaveLength(1);
});

test('an up that changes something makes two calls more than one of which nothing is kept', async () => {
  await gantry('up -d');
  write({ version: '2' });
  const kept = await callsOf('up -d');
  write({ version: '3', gantry: 'x-gantry: {history: 0}' });
  expect(kept - (await callsOf('up -d'))).toBe(2);
});

/** Besides the stream of events, and what the change itself is. */
const LOOKS = ['GET /containers/json', 'GET /networks', 'GET /volumes', 'GET /images/json'];
const HELD = ['POST /volumes/create', 'DELETE /volumes/{name}'];
const KEPT = ['GET /containers/{id}/archive', 'PUT /containers/{id}/archive'];

test.each([
  {
    change: { version: '2' },
    line: 'up -d',
    calls: [
      // What differs, and whether the config that it has is the same.
      ...['GET /containers/{id}/json', 'GET /images/{name}/json', 'GET /containers/{id}/archive'],
      // With the lock, whether anything has moved, which is also who has names and ports; and whether it runs at the end.
      ...['GET /containers/json', 'GET /networks', 'GET /volumes', 'GET /containers/json'],
      ...['POST /containers/create', 'POST /containers/{id}/stop', 'DELETE /containers/{id}'],
      ...['POST /containers/{id}/rename', 'POST /containers/{id}/start'],
      'PUT /containers/{id}/archive',
    ],
  },
  {
    change: {},
    line: 'up -d --scale web=0',
    calls: ['GET /containers/json', 'POST /containers/{id}/stop', 'DELETE /containers/{id}'],
  },
])('all calls of a change: $line', async ({ change, line, calls }) => {
  await gantry('up -d');
  write(change);
  const before = engine.calls.length;
  await gantry(line);
  const made = engine.calls.slice(before).map(({ method, pattern }) => `${method} ${pattern}`);
  expect(made.sort()).toEqual(['GET /events', ...LOOKS, ...HELD, ...KEPT, ...calls].sort());
});

test('a release has no content of configs, and none of the values is shown', async () => {
  await gantry('up -d');
  write({ content: 'another one' });
  await gantry('up -d');
  const said = [await gantry('history show 1'), await gantry('history diff 1 2'), await gantry('history')];
  const text = said.map(({ stdout, stderr }) => stdout + stderr).join('');
  expect(text).not.toMatch(/hello|another one|geheim/);
  expect(said[1]?.stdout).toMatch(/^content configs\.site: sha256:[0-9a-f]{12} -> sha256:[0-9a-f]{12}\n$/);
});

test('history diff tells values that differ, without secrets', async () => {
  await gantry('up -d');
  const path = join(folder, 'compose.yaml');
  writeFileSync(
    path,
    `name: shop
services:
  db: {image: "app:2", environment: {DB_PASSWORD: anders}}
  web: {image: "app:1", environment: {VERSION: "1"}}
`,
  );
  await gantry('up -d');
  const { stdout } = await gantry('history diff 1 2');
  expect(stdout).toContain('services.db.image: app:1 -> app:2\n');
  expect(stdout).toMatch(/services\.db\.environment\.DB_PASSWORD: •+ -> •+\n/);
  expect(stdout).not.toMatch(/geheim|anders/);
});

test('up of one service leaves the others in the release as they were', async () => {
  await gantry('up -d');
  write({ version: '2' });
  await gantry('up -d web');
  expect((await gantry('history diff 1 2')).stdout).toBe('services.web.environment.VERSION: 1 -> 2\n');
});

test('history tells what others did in between', async () => {
  await gantry('up -d');
  await removed('shop-db-1');
  expect((await historyOf()).movedSince).toEqual(['shop-db-1 was removed']);
  await gantry('up -d');
  const { movedSince, releases } = await historyOf();
  expect(movedSince).toEqual([]);
  expect(releases[0]).toMatchObject({ number: 2, movedBefore: ['shop-db-1 was removed'] });
});

test('an up of what docker compose started is the first release, once', async () => {
  await gantry('up -d');
  await removed('gantry-history-shop');
  engine.world.volumes.clear();
  rmSync(join(folder, '.state'), { recursive: true });
  await gantry('up -d');
  expect((await historyOf()).releases).toMatchObject([{ number: 1, changes: [] }]);
  expect(await callsOf('up -d')).toBe(5);
});

test('down keeps the history, and down --history removes it', async () => {
  await gantry('up -d');
  await gantry('down');
  expect((await historyOf()).releases).toMatchObject([{ verb: 'down' }, { verb: 'up' }]);
  await gantry('down --history');
  expect([...engine.world.volumes.keys()]).toEqual([]);
  expect([...engine.world.containers.values()].map(({ name }) => name)).toEqual([]);
  expect((await gantry('history')).stderr).toBe(
    'nothing is kept of shop: the next `up` that changes something is the first release\n',
  );
});

test('down --history of one service is refused', async () => {
  await gantry('up -d');
  const { stderr } = await gantry('down --history web');
  expect(stderr).toContain('the history is that of the whole project');
  expect((await historyOf()).releases).toHaveLength(1);
});

test('a release that does not exist is told with those that do', async () => {
  await gantry('up -d');
  write({ version: '2' });
  await gantry('up -d');
  const { stderr } = await gantry('history show 7');
  expect(stderr).toContain('there is no release 7 of shop');
  expect(stderr).toContain('there are 1-2');
});

test('only as many are kept as the file says', async () => {
  for (const version of ['1', '2', '3', '4']) {
    write({ version, gantry: 'x-gantry: {history: 2}' });
    await gantry('up -d');
  }
  expect((await historyOf()).releases.map(({ number }: { number: number }) => number)).toEqual([4, 3]);
});

const variablesOf = (container: string): string =>
  JSON.stringify(engine.world.containerNames.get(container)?.request.Env);

test('rollback goes back to the release before, and a second one forth again', async () => {
  await gantry('up -d');
  write({ version: '2' });
  await gantry('up -d');
  expect((await gantry('rollback')).stderr).toContain('the files stay as they are');
  expect((await gantry('drift')).stdout).toContain('that takes back release 3 (rollback)');
  expect(variablesOf('shop-web-1')).toContain('VERSION=1');
  await gantry('rollback');
  expect(variablesOf('shop-web-1')).toContain('VERSION=2');
  expect((await historyOf()).releases).toMatchObject([
    { number: 4, verb: 'rollback', of: 2, outcome: 'done' },
    { number: 3, verb: 'rollback', of: 1, outcome: 'done' },
    { number: 2 },
    { number: 1 },
  ]);
  expect((await gantry('history diff 1 3')).stdout).toBe('');
  expect((await gantry('up -d')).stderr).toContain('nothing changed');
});

const QUICK = 'x-gantry: {settle: 0s}';

/** Three releases, of which the third was a bad one. */
async function threeReleases(): Promise<void> {
  for (const version of ['1', '2', '3']) {
    write({ version, gantry: QUICK });
    await gantry('up -d');
  }
}

test('rollback does not go to a release that undo took back, and a second one is back where it began', async () => {
  await threeReleases();
  await gantry('undo');
  expect(variablesOf('shop-web-1')).toContain('VERSION=2');
  await gantry('rollback');
  expect(variablesOf('shop-web-1')).toContain('VERSION=1');
  await gantry('rollback');
  expect(variablesOf('shop-web-1')).toContain('VERSION=2');
});

test('rollback goes to a release again that a second undo has brought back', async () => {
  await threeReleases();
  await gantry('undo');
  await gantry('undo');
  expect(variablesOf('shop-web-1')).toContain('VERSION=3');
  write({ version: '4', gantry: QUICK });
  await gantry('up -d');
  await gantry('undo');
  await gantry('rollback');
  expect(variablesOf('shop-web-1')).toContain('VERSION=2');
  await gantry('rollback');
  expect(variablesOf('shop-web-1')).toContain('VERSION=3');
});

test('rollback names the release that undo took back where there is no other', async () => {
  write({ gantry: QUICK });
  await gantry('up -d');
  write({ version: '2', gantry: QUICK });
  await gantry('up -d');
  await gantry('undo');
  const { stderr } = await gantry('rollback');
  expect(stderr).toContain('there is nothing to go back to: an undo took back release 2, and no other');
  expect(stderr).toContain('gantry rollback --to 2');
  expect(variablesOf('shop-web-1')).toContain('VERSION=1');
  await gantry('rollback --to 2');
  await gantry('rollback');
  expect(variablesOf('shop-web-1')).toContain('VERSION=1');
});

test('rollback removes what came later, and rollback of one service leaves it', async () => {
  await gantry('up -d');
  const path = join(folder, 'compose.yaml');
  writeFileSync(
    path,
    `name: shop
services:
  web: {image: "app:2"}
  cache: {image: "app:1", networks: [back]}
networks: {back: {}}
`,
  );
  await gantry('up -d --remove-orphans');
  await gantry('rollback --to 1 db');
  const names = () => [...engine.world.containerNames.keys()].sort();
  expect(names()).toEqual(['gantry-history-shop', 'shop-cache-1', 'shop-db-1', 'shop-web-1']);
  write({});
  await gantry('rollback --to 1');
  expect(names()).toEqual(['gantry-history-shop', 'shop-db-1', 'shop-web-1']);
  expect([...engine.world.networks.values()].map(({ request }) => request.Name)).not.toContain('shop_back');
});

test('rollback takes the images of then, and names those that are gone before it touches anything', async () => {
  write({});
  await gantry('up -d');
  const then = [...engine.world.images.values()].find(({ names }) =>
    [...names].some((name) => name.endsWith('app:1')),
  );
  for (const { names } of engine.world.images.values()) names.delete('app:1');
  addImage(engine.world, 'app:3').names.add('app:1');
  write({ version: '2' });
  await gantry('up -d');
  await gantry('rollback');
  const web = engine.world.containerNames.get('shop-web-1');
  expect(web?.image.id).toBe(then?.id);
  await gantry('rollback');
  engine.world.images.delete(then?.id ?? '');
  const before = engine.calls.length;
  const { stderr } = await gantry('rollback');
  expect(stderr).toContain('ran images that are not on the engine any more');
  expect(engine.calls.slice(before).filter((call) => !/GET|HEAD/.test(JSON.stringify(call)))).toEqual([]);
});

test('rollback says which contents it cannot bring back', async () => {
  await gantry('up -d');
  write({ version: '2', content: 'another one' });
  await gantry('up -d');
  const { stdout, stderr } = await gantry('--dry-run rollback');
  expect(stdout + stderr).toContain(
    'configs.site had another content in release 1, of which only a hash is kept: web gets what is in the files now',
  );
  expect(stdout + stderr).not.toContain('hello');
});

test('a way back to another content alone, which nobody has any more, is refused', async () => {
  await gantry('up -d');
  write({ content: 'another one' });
  await gantry('up -d');
  for (const line of ['undo', 'rollback', '--dry-run rollback']) {
    const { stderr } = await gantry(line);
    expect(stderr).toContain(
      'error: configs.site had another content in release 1, of which only a hash is kept, and nothing else is another',
    );
  }
});

test('rollback without an earlier release is told', async () => {
  await gantry('up -d');
  expect((await gantry('rollback')).stderr).toContain('release 1 is the first one of shop that is kept');
  expect((await gantry('rollback --to 5')).stderr).toContain('there is no release 5 of shop');
});

test('rollback refuses a release with a config whose content nobody has any more', async () => {
  await gantry('up -d');
  writeFileSync(
    join(folder, 'compose.yaml'),
    'name: shop\nservices:\n  db: {image: "app:2"}\n  web: {image: "app:2"}\n',
  );
  await gantry('up -d');
  const { stderr } = await gantry('rollback');
  expect(stderr).toContain('nobody has the content of config site any more');
  expect(engine.world.containerNames.get('shop-db-1')?.request.Image).toBe('app:2');
});

test('rollback by the name of the project alone says nothing of files that it has not read', async () => {
  await gantry('up -d');
  write({ version: '2' });
  await gantry('up -d');
  const { stderr } = await gantry('-p shop rollback');
  expect(stderr).toContain('no files were read: an `up` with those of shop makes it what they say\n');
  expect(stderr).not.toContain('the files stay as they are');
});

test('rollback names the services that can go back without a config whose content nobody has', async () => {
  await gantry('up -d');
  writeFileSync(
    join(folder, 'compose.yaml'),
    'name: shop\nservices:\n  db: {image: "app:2"}\n  web: {image: "app:2"}\n',
  );
  await gantry('up -d');
  expect((await gantry('rollback')).stderr).toContain('gantry rollback --to 1 db');
});

test('rollback of a project whose files cannot be read is hinted at by its name', async () => {
  await gantry('up -d');
  writeFileSync(join(folder, 'compose.yaml'), 'services: {web: {image: "app:1}}');
  for (const line of ['rollback --to 1', 'undo', 'history', 'drift', 'why', 'plan rollback'])
    expect((await gantry(line)).stderr).toContain(`without the files: gantry -p shop ${line}`);
  rmSync(join(folder, 'compose.yaml'));
  expect((await gantry('history')).stderr).toContain('without the files: gantry -p shop history');
});

test('history diff names no scale that is the same, whoever has asked for it', async () => {
  await gantry('up -d');
  write({ version: '2' });
  await gantry('up -d');
  await gantry('rollback');
  expect((await gantry('history diff 2 3')).stdout).not.toContain('scale');
  write({});
  await gantry('scale web=2');
  expect((await gantry('history diff 3 4')).stdout).toBe('scale web: 1 -> 2\n');
});

test('rollback takes the content of a config from a container that has it, where the file has another', async () => {
  await gantry('up -d');
  write({ version: '2' });
  await gantry('up -d');
  write({ version: '2', content: 'another one' });
  const { stdout, stderr } = await gantry('--dry-run rollback');
  expect(stdout + stderr).toContain('goes back to release 1');
  expect(stdout + stderr).not.toContain('had another content');
});

test('a release that was made without the files names the sources of secrets and configs as they do', async () => {
  const compose = (version: string) => `name: shop
services:
  web:
    image: "app:1"
    environment: {VERSION: "${version}"}
    secrets: [token]
    configs: [site]
secrets: {token: {environment: TOKEN}}
configs: {site: {file: ./site.conf}}
`;
  writeFileSync(join(folder, 'site.conf'), 'hello');
  writeFileSync(join(folder, '.env'), 'TOKEN=hush');
  writeFileSync(join(folder, 'compose.yaml'), compose('1'));
  await gantry('up -d');
  writeFileSync(join(folder, 'compose.yaml'), compose('2'));
  await gantry('up -d');
  rmSync(join(folder, 'compose.yaml'));
  rmSync(join(folder, '.env'));
  await gantry('-p shop rollback');
  await gantry('-p shop undo');
  const { releases } = JSON.parse((await gantry('-p shop history --format json')).stdout);
  expect(releases[0]).toMatchObject({ number: 4, verb: 'undo' });
  expect((await gantry('-p shop history diff 2 4')).stdout).toBe('');
  writeFileSync(join(folder, '.env'), 'TOKEN=hush');
  writeFileSync(join(folder, 'compose.yaml'), compose('2'));
  expect((await gantry('plan rollback --to 3')).stdout).toContain('environment.VERSION: 2 → 1');
});

test('rollback says which containers of its release did not run', async () => {
  await gantry('up -d --no-start');
  write({ version: '2' });
  await gantry('up -d');
  const { stdout, stderr } = await gantry('--dry-run rollback');
  expect(stdout + stderr).toContain('shop-web-1 did not run: if that one was bad, --to names another');
});

test('rollback with the number of a release as a service names --to', async () => {
  await gantry('up -d');
  write({ version: '2' });
  await gantry('up -d');
  expect((await gantry('rollback 1')).stderr).toContain('gantry rollback --to 1');
});

test('prune keeps the images of releases, and says which one', async () => {
  write({});
  await gantry('up -d');
  for (const { names } of engine.world.images.values()) names.delete('app:1');
  addImage(engine.world, 'app:3').names.add('app:1');
  write({ version: '2' });
  await gantry('up -d');
  const { stdout, stderr } = await gantry('--dry-run prune --all');
  expect(stdout + stderr).toContain('stays: release 1 ran it, and can be gone back to');
  await gantry('down --history');
  const without = await gantry('--dry-run prune --all');
  expect(without.stdout + without.stderr).not.toContain('stays');
});
