import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistory, replaceRelease } from '../../../src/reconciler/history/history-store.ts';
import { lockName, remainderName } from '../../../src/reconciler/lock/lock-names.ts';
import { aDeadLock } from '../../support/a-dead-lock.ts';
import { aMemoryProject, type MemoryProject } from '../../support/memory-project.ts';

let shop: MemoryProject;
beforeEach(async () => {
  shop = await aMemoryProject({ images: { 'app:1': {} } });
});
afterEach(() => shop.close());

const file = (version: number): string => `name: shop
x-gantry: {settle: 0s}
services:
  db: {image: "app:1", environment: {VERSION: "${version}"}}
  web: {image: "app:1", environment: {VERSION: "${version}"}, depends_on: [db]}
`;

async function up(version: number): Promise<void> {
  shop.write(file(version));
  await shop.gantry('up -d');
}

/** What two containers run: `1 1`. */
const versions = (): string =>
  ['shop-db-1', 'shop-web-1']
    .map((name) => {
      const { Env = [] } = shop.engine.world.containerNames.get(name)?.request ?? {};
      return Env.find((line) => line.startsWith('VERSION='))?.slice('VERSION='.length) ?? '-';
    })
    .join(' ');

/** It got as far as the first service. */
async function killed(
  command: string,
  version: number,
  settings: { readonly since?: string; readonly of?: number } = {},
): Promise<void> {
  await shop.byOthers(file(version), 'up -d db');
  await aDeadLock(shop, command, settings);
}

/** A first Ctrl-C has ended it when it had come this far. */
const wasEndedEarly = (): Promise<void> =>
  shop.ask(async (docker) => {
    const { releases, files } = await openHistory(docker, 'shop', true, AbortSignal.timeout(10_000));
    const newest = releases.at(-1);
    const [name = ''] = [...files].find(([, number]) => number === newest?.number) ?? [];
    if (newest) await replaceRelease(docker, name, { ...newest, outcome: 'interrupted' });
  });

const locks = (): readonly string[] =>
  [...shop.engine.world.volumes.keys()].filter((name) => name.startsWith('gantry-lock-'));

test('undo of a killed command that was killed itself takes back that command, and not the release before it', async () => {
  await up(1);
  await up(2);
  await killed('up', 3);
  // It had taken the lock of the other one over.
  const name = lockName('shop');
  await shop.ask(async (docker) => {
    const [died] = (await docker.listVolumes()).filter((volume) => volume.name === name);
    const { 'gantry.lock.holder': holder = '', ...labels } = died?.labels ?? {};
    const interrupted = JSON.parse(holder);
    const heir = { ...interrupted, nonce: '0123456789ab', command: 'undo', interrupted };
    await docker.removeVolume(name);
    await docker.createVolume({
      Name: name,
      Labels: { ...labels, 'gantry.lock.holder': JSON.stringify(heir) },
    });
  });
  const { stderr } = await shop.gantry('undo');
  expect(stderr).toContain('takes back what "up" of ');
  expect(versions()).toBe('2 2');
  expect(locks()).toEqual([]);
});

test('a command that comes after a killed one, and changes nothing, does not hide what that one has left', async () => {
  await up(1);
  await up(2);
  await killed('up', 3);
  const missing = '{type: bind, source: ./nowhere, target: /x, bind: {create_host_path: false}}';
  shop.write(file(4).replace('environment', `volumes: [${missing}], environment`));
  expect((await shop.gantry('up -d')).stderr).toContain('nowhere');
  expect(locks()).toEqual([remainderName(lockName('shop'))]);
  await shop.gantry('run --rm web true');
  expect((await shop.gantry('history')).stdout).toContain('"up" of ');
  const { stderr } = await shop.gantry('undo');
  expect(stderr).toContain('takes back what "up" of ');
  expect(versions()).toBe('2 2');
  expect(locks()).toEqual([]);
});

test('a command that was killed when its release was written is that release, and nothing else', async () => {
  const since = new Date().toISOString();
  await up(1);
  await up(2);
  await killed('up', 2, { since });
  expect((await shop.gantry('history')).stdout).not.toContain('was killed');
  await shop.gantry('undo');
  expect(versions()).toBe('1 1');
});

test.each(['undo', 'rollback'])('%s that was ended early goes on when it is given again', async (command) => {
  await up(1);
  await up(2);
  await shop.gantry(command);
  await wasEndedEarly();
  await shop.byOthers(file(2), 'up -d web');
  const { stderr } = await shop.gantry(command);
  expect(stderr).toContain('was cut off: ');
  expect(versions()).toBe('1 1');
  expect((await shop.history()).releases[0]).toMatchObject({ verb: command, of: command === 'undo' ? 2 : 1 });
});

test.each(['undo', 'rollback'])('%s that was gone on with is taken back as a whole', async (command) => {
  await up(1);
  await up(2);
  await shop.gantry(command);
  await wasEndedEarly();
  await shop.byOthers(file(2), 'up -d web');
  await shop.gantry(command);
  expect(versions()).toBe('1 1');
  await shop.gantry('undo');
  expect(versions()).toBe('2 2');
  expect(Object.values(shop.containers())).toEqual(['running', 'running']);
});

test('rollback to a release that was killed goes on to that release', async () => {
  for (const version of [1, 2, 3]) await up(version);
  await killed('rollback', 1, { of: 1 });
  expect((await shop.gantry('rollback')).stderr).toContain('was cut off: goes back to release 1: ');
  expect(versions()).toBe('1 1');
});

test('the first command of a project that was killed is in its history, and undo says what is left to do', async () => {
  shop.write(file(1));
  await killed('up', 1);
  expect((await shop.gantry('history')).stdout).toContain('"up" of ');
  expect((await shop.gantry('undo')).stderr).toContain('what shop was before it is not kept');
});

test('undo of an up that was cut off before its one-shot ran does not run it', async () => {
  const withJob = (version: number): string =>
    file(version).replace(
      'depends_on: [db]',
      'depends_on: {migrate: {condition: service_completed_successfully}}',
    ) +
    `  migrate: {image: "app:1", command: [sh, -c, "echo done; sleep 0.01"], environment: {VERSION: "${version}"}, depends_on: [db]}\n`;
  shop.write(withJob(1));
  await shop.gantry('up -d');
  shop.write(withJob(2));
  await shop.gantry('up -d');
  await shop.byOthers(withJob(1), 'up -d migrate');
  await wasEndedEarly();
  expect((await shop.gantry('undo')).stderr).not.toContain('Container shop-migrate-1');
});

test('the release that tells first of a killed command names it', async () => {
  await up(1);
  await killed('up', 2);
  await shop.gantry('undo');
  expect((await shop.gantry('history')).stdout).toMatch(/^2 .* undo \(after a killed up\) .* done/m);
  expect((await shop.gantry('history show')).stdout).toMatch(
    /\n {2}before it, "up" of .* was killed, begun 20/,
  );
  await up(3);
  expect((await shop.gantry('history show')).stdout).not.toContain('killed');
});

test('undo of an undo that took back a killed command says that nothing tells what that one was to do', async () => {
  await up(1);
  await killed('up', 2);
  await shop.gantry('undo');
  expect(versions()).toBe('1 1');
  expect((await shop.gantry('undo')).stderr).toContain('release 2 took back a command that was killed');
});
