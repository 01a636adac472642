import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aDeadLock } from '../../support/a-dead-lock.ts';
import { aMemoryProject, type MemoryProject } from '../../support/memory-project.ts';

let shop: MemoryProject;
beforeEach(async () => {
  shop = await aMemoryProject({ images: { 'app:1': {} } });
});
afterEach(() => shop.close());

interface Versions {
  readonly db?: number;
  readonly migrate?: number;
  readonly api?: number;
}

const file = ({ db = 1, migrate = db, api = db }: Versions): string => `name: shop
x-gantry: {settle: 0s}
services:
  db: {image: "app:1", environment: {VERSION: "${db}"}, volumes: ["data:/data"]}
  migrate: {image: "app:1", command: [sh, -c, "sleep 0.01"], environment: {VERSION: "${migrate}"}, depends_on: [db]}
  api: {image: "app:1", environment: {VERSION: "${api}"}, depends_on: {migrate: {condition: service_completed_successfully}}}
volumes: {data: {}}
`;

async function up(versions: Versions): Promise<void> {
  shop.write(file(versions));
  await shop.gantry('up -d');
}

const planned = async (line: string): Promise<string> => (await shop.gantry(`plan ${line}`)).stdout;

const MIGRATED = 'what migrate has done is not taken back, and it does not run again';

test('undo says of a one-shot that what it has done stays, where it has run since, and only there', async () => {
  await up({});
  await up({ db: 2 });
  expect(await planned('undo')).toContain(MIGRATED);
  await up({ db: 2, api: 3 });
  expect(await planned('undo')).not.toContain(MIGRATED);
  expect(await planned('rollback')).not.toContain(MIGRATED);
  expect(await planned('rollback --to 1')).toContain(MIGRATED);
});

test('undo of a command that was killed says so too, and which data stays', async () => {
  await up({});
  await shop.byOthers(file({ db: 2 }), 'up -d migrate');
  await aDeadLock(shop);
  for (const line of ['undo', 'rollback']) {
    expect(await planned(line)).toContain(MIGRATED);
    expect(await planned(line)).toContain('the data in data stays as it is now');
  }
});

test('undo says which data an older one-shot runs on, where the newer one has failed', async () => {
  await up({});
  shop.write(file({ db: 2 }).replace('sleep 0.01', 'exit 1'));
  await shop.gantry('up -d');
  const said = 'warning: migrate runs again, as release 1 has it, on what is in data now\n';
  expect(await planned('undo')).toContain(said);
  const { stderr } = await shop.gantry('undo');
  expect(stderr.indexOf(said)).toBeGreaterThan(-1);
  expect(stderr.indexOf(said)).toBeLessThan(stderr.indexOf('Container '));
});

test('undo says what it makes anew and leaves stopped, as it was', async () => {
  await up({});
  await shop.gantry('stop db');
  await up({ db: 2 });
  expect(await planned('undo')).toContain('warning: db stays stopped, as it was before what is taken back\n');
});

test('a way back names the files of the project that stay as they are, where what mounts them is another', async () => {
  const mounting = (version: number, db = 1): string => `name: shop
x-gantry: {settle: 0s}
services:
  db: {image: "app:1", environment: {VERSION: "${db}"}}
  web: {image: "app:1", environment: {VERSION: "${version}"}, volumes: ["./site.conf:/site.conf", "/etc/hosts:/hosts"]}
`;
  writeFileSync(join(shop.folder, 'site.conf'), '');
  for (const text of [mounting(1), mounting(2)]) {
    shop.write(text);
    await shop.gantry('up -d');
  }
  const said =
    'warning: what is in ./site.conf stays as it is now: no release keeps files that are mounted\n';
  expect(await planned('rollback')).toContain(said);
  expect(await planned('undo')).toContain(said);
  shop.write(mounting(2, 2));
  await shop.gantry('up -d');
  expect(await planned('rollback')).not.toContain('site.conf');
});
