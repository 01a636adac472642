import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aDeadLock } from '../../support/a-dead-lock.ts';
import { aMemoryProject, type MemoryProject } from '../../support/memory-project.ts';

let shop: MemoryProject;
beforeEach(async () => {
  shop = await aMemoryProject({ images: { 'app:1': {}, 'app:2': {} } });
  shop.write(file({}));
});
afterEach(() => shop.close());

const file = ({ version = '1', more = '', gantry = '' }): string => `name: shop
x-gantry: {settle: 0s${gantry}}
services:
  db: {image: "app:1", volumes: ["data:/data"]}
  web: {image: "app:1", environment: {VERSION: "${version}"}}
${more}volumes: {data: {}}
`;

const RUNNING = { 'shop-db-1': 'running', 'shop-web-1': 'running' };

const versionOf = (container: string): string | undefined =>
  shop.engine.world.containerNames.get(container)?.request.Env?.find((line) => line.startsWith('VERSION='));

const networks = (): readonly string[] =>
  [...shop.engine.world.networks.values()]
    .map(({ request }) => request.Name)
    .filter((name) => name.startsWith('shop'));

const volumes = (): readonly string[] =>
  [...shop.engine.world.volumes.keys()].filter((name) => !name.startsWith('gantry-')).sort();

const writes = (since: number): readonly string[] =>
  shop.engine.calls
    .slice(since)
    .map((call) => JSON.stringify(call))
    .filter((call) => !/GET|HEAD/.test(call));

/** The engine refuses to remove containers meanwhile. */
async function upThatRemovesNothing(): Promise<void> {
  shop.engine.onRequest(({ method, pattern }) =>
    method === 'DELETE' && pattern === '/containers/{id}'
      ? { kind: 'status', status: 500, message: 'no' }
      : undefined,
  );
  await shop.gantry('up -d');
  shop.engine.onRequest(undefined);
}

test('rollback goes on with one that was killed, and not back to where it came from', async () => {
  await shop.gantry('up -d');
  shop.write(file({ version: '2' }));
  await shop.gantry('up -d');
  await shop.byOthers(file({ version: '1' }), 'up -d');
  await aDeadLock(shop, 'rollback', { of: 1 });
  const { stderr } = await shop.gantry('rollback');
  expect(stderr).toContain('a rollback was cut off: goes back to release 1: ');
  expect(versionOf('shop-web-1')).toBe('VERSION=1');
});

test('rollback does not go to what an undo had begun to take back that was killed', async () => {
  await shop.gantry('up -d');
  shop.write(file({ version: '2' }));
  await shop.gantry('up -d');
  await aDeadLock(shop, 'undo', { of: 2 });
  const { stdout } = await shop.gantry('plan rollback');
  expect(stdout).toMatch(/^goes back to release 1: /);
});

test('rollback goes to what a second undo had begun to bring back that was killed', async () => {
  await shop.gantry('up -d');
  shop.write(file({ version: '2' }));
  await shop.gantry('up -d');
  await shop.gantry('undo');
  await aDeadLock(shop, 'undo', { of: 3 });
  expect((await shop.gantry('plan rollback')).stdout).toMatch(/^goes back to release 2: /);
});

test('the plan of a way back says in its first line what it goes back to, and the way back says so once', async () => {
  await shop.gantry('up -d');
  shop.write(file({ version: '2' }));
  await shop.gantry('up -d');
  expect((await shop.gantry('plan undo')).stdout).toMatch(/^takes back release 2: "up --detach" of /);
  expect((await shop.gantry('plan rollback')).stdout).toMatch(/^goes back to release 1: "up --detach" of /);
  const { headline } = JSON.parse((await shop.gantry('plan --format json rollback')).stdout);
  expect(headline).toMatch(/^goes back to release 1: /);
  const { stderr } = await shop.gantry('undo');
  expect(stderr.split('takes back release 2')).toHaveLength(2);
});

describe.each(['undo', 'rollback'])('%s says that the files stay as they are', (way) => {
  const told = 'the files stay as they are: the next `up` makes shop what they say';

  /** @param files by the time of the way back */
  const wayBack = async (former: string, later: string, files: string, line = way): Promise<string> => {
    for (const text of [former, later]) {
      shop.write(text);
      await shop.gantry('up -d');
    }
    shop.write(files);
    return (await shop.gantry(line)).stderr;
  };
  const newer = file({ version: '2' });
  const withConfig = (version: string, content: string): string =>
    `${file({ version }).replace('"}}', '"}, configs: [site]}')}configs: {site: {content: "${content}"}}\n`;

  test('where a value differs, or cannot be read', async () => {
    expect(await wayBack(file({}), newer, newer)).toContain(told);
    expect(await wayBack(file({}), newer, 'services: [', `-p shop ${way}`)).toContain(
      'no files were read: an `up`',
    );
  });

  test('where they have a service more', async () => {
    const more = file({ more: '  cache: {image: "app:2"}\n' });
    expect(await wayBack(file({}), more, more)).toContain(told);
  });

  test('where the content of a config differs', async () => {
    const [former, later] = [withConfig('1', 'a'), withConfig('2', 'a')];
    expect(await wayBack(former, later, withConfig('1', 'b'))).toContain(told);
  });

  test('and not where they agree with what it has made', async () => {
    expect(await wayBack(file({}), newer, file({}))).not.toContain('the files');
    expect(versionOf('shop-web-1')).toBe('VERSION=1');
    const config = withConfig('1', 'a');
    expect(await wayBack(config, withConfig('2', 'a'), config)).not.toContain('the files');
    expect(versionOf('shop-web-1')).toBe('VERSION=1');
  });
});

describe('undo takes back', () => {
  test.each(['down', 'rm --force --stop', 'scale web=0 db=0', 'stop', 'stop web', 'down web'])(
    '%s',
    async (line) => {
      await shop.gantry('up -d');
      await shop.gantry(line);
      expect(shop.containers()).not.toEqual(RUNNING);
      const { stderr } = await shop.gantry('undo');
      expect(stderr).toContain(`takes back release 2: "${line}" of`);
      expect(shop.containers()).toEqual(RUNNING);
      expect(networks()).toEqual(['shop_default']);
      expect((await shop.history()).releases[0]).toMatchObject({ verb: 'undo', of: 2, outcome: 'done' });
      expect((await shop.gantry('up -d')).stderr).toContain('nothing changed');
    },
  );

  test('start, so what had been stopped is stopped again', async () => {
    await shop.gantry('up -d');
    await shop.gantry('stop web');
    await shop.gantry('start');
    await shop.gantry('undo');
    expect(shop.containers()).toEqual({ 'shop-db-1': 'running', 'shop-web-1': 'exited' });
  });

  test('rm, so what had been stopped is made and not started', async () => {
    await shop.gantry('up -d');
    await shop.gantry('stop web');
    await shop.gantry('rm -f');
    await shop.gantry('undo');
    expect(shop.containers()).toEqual({ 'shop-db-1': 'running', 'shop-web-1': 'created' });
  });

  test('stop of one service, and another one that is paused stays so', async () => {
    await shop.gantry('up -d');
    await shop.gantry('pause web');
    await shop.gantry('stop db');
    await shop.gantry('undo');
    expect(shop.containers()).toEqual({ 'shop-db-1': 'running', 'shop-web-1': 'paused' });
  });

  test('an up that replaced containers', async () => {
    await shop.gantry('up -d');
    shop.write(file({ version: '2' }));
    await shop.gantry('up -d');
    await shop.gantry('undo');
    expect(versionOf('shop-web-1')).toBe('VERSION=1');
  });

  test('an up that added a service with a network, and one that removed it', async () => {
    await shop.gantry('up -d');
    const cache = '  cache: {image: "app:2", networks: [back]}\nnetworks: {back: {}}\n';
    shop.write(file({ more: cache }));
    await shop.gantry('up -d');
    await shop.gantry('undo');
    expect(shop.containers()).toEqual(RUNNING);
    expect(networks()).toEqual(['shop_default']);
    await shop.gantry('up -d');
    shop.write(file({}));
    await shop.gantry('up -d --remove-orphans');
    await shop.gantry('undo');
    expect(shop.containers()).toEqual({ 'shop-cache-1': 'running', ...RUNNING });
    expect(networks()).toContain('shop_back');
  });

  test('an up that removed a service which an up before it had left, as the files had it no more', async () => {
    const cache = '  cache: {image: "app:2"}\n';
    shop.write(file({ more: cache }));
    await shop.gantry('up -d');
    shop.write(file({ version: '2' }));
    await shop.gantry('up -d');
    await shop.gantry('up -d --remove-orphans');
    expect(shop.containers()).toEqual(RUNNING);
    await shop.gantry('undo');
    expect(shop.containers()).toEqual({ 'shop-cache-1': 'running', ...RUNNING });
    expect(versionOf('shop-web-1')).toBe('VERSION=2');
  });

  test('an up that was killed when all was done, once the next one has found that', async () => {
    await shop.gantry('up -d');
    shop.write(file({ version: '2', more: '  cache: {image: "app:2"}\n' }));
    const { releases } = await shop.history();
    await shop.byOthers(file({ version: '2', more: '  cache: {image: "app:2"}\n' }), 'up -d');
    const lock = await aDeadLock(shop);
    await shop.gantry('up -d --wait');
    expect(shop.engine.world.volumes.has(lock)).toBe(false);
    expect((await shop.history()).releases).toHaveLength(releases.length + 1);
    await shop.gantry('undo');
    expect(shop.containers()).toEqual(RUNNING);
    expect(versionOf('shop-web-1')).toBe('VERSION=1');
  });

  test('what an undo had begun to take back that was killed, and not what it had done', async () => {
    await shop.gantry('up -d');
    shop.write(file({ version: '2', more: '  cache: {image: "app:2"}\n' }));
    await shop.gantry('up -d');
    await shop.remove('shop-cache-1');
    await aDeadLock(shop, 'undo');
    const { stderr } = await shop.gantry('undo');
    expect(stderr).toContain('goes on where an undo was cut off: takes back release 2: "up --detach" of');
    expect(stderr).not.toContain('something else has changed');
    expect(shop.containers()).toEqual(RUNNING);
    expect(versionOf('shop-web-1')).toBe('VERSION=1');
    expect((await shop.history()).releases[0]).toMatchObject({ verb: 'undo', of: 2, outcome: 'done' });
  });

  test('an up, and leaves a one-shot that has run again, as somebody had removed its container', async () => {
    const shopWith = (version: string): string => `name: shop
x-gantry: {settle: 0s}
services:
  migrate: {image: "app:1", command: [sh, -c, "echo done; sleep 0.01"]}
  web: {image: "app:1", environment: {VERSION: "${version}"}, depends_on: {migrate: {condition: service_completed_successfully}}}
`;
    shop.write(shopWith('1'));
    await shop.gantry('up -d');
    await shop.gantry('rm -f migrate');
    shop.write(shopWith('2'));
    await shop.gantry('up -d');
    await shop.gantry('undo');
    expect(shop.containers()).toEqual({ 'shop-migrate-1': 'exited', 'shop-web-1': 'running' });
    expect(versionOf('shop-web-1')).toBe('VERSION=1');
  });

  const MIGRATED = { 'shop-migrate-1': 'exited', 'shop-web-1': 'running' };
  const migrated = (version: string, migration = version): string => `name: shop
x-gantry: {settle: 0s}
services:
  migrate: {image: "app:1", environment: {VERSION: "${migration}"}, command: [sh, -c, "echo done; sleep 0.01"]}
  web: {image: "app:1", environment: {VERSION: "${version}"}, depends_on: {migrate: {condition: service_completed_successfully}}}
`;

  test('what an up has stopped, also where it ended with 0 as a database does that is told to', async () => {
    await shop.gantry('up -d');
    shop.write(file({ version: '2' }));
    await upThatRemovesNothing();
    expect(shop.containers()).toMatchObject({ 'shop-web-1': 'exited' });
    const web = shop.engine.world.containerNames.get('shop-web-1');
    if (web) web.exitCode = 0;
    await shop.gantry('undo');
    expect(shop.containers()).toEqual(RUNNING);
  });

  test('an up that was killed, and leaves alone the one-shot that has run in it', async () => {
    shop.write(migrated('1'));
    await shop.gantry('up -d');
    await shop.byOthers(migrated('1', '2'), 'up -d migrate');
    await aDeadLock(shop);
    const { stderr } = await shop.gantry('undo');
    expect(stderr).not.toContain('runs again');
    expect(shop.containers()).toEqual(MIGRATED);
    expect(versionOf('shop-migrate-1')).toBe('VERSION=2');
    expect(versionOf('shop-web-1')).toBe('VERSION=1');
  });

  test('a migration that failed, and runs the one again that ran last, though its own change went back', async () => {
    const migrated = (to: string, command = `echo ${to}`, api = 'serve') =>
      file({
        more: `  migrate: {image: "app:1", command: ${command}}
  api: {image: "app:1", command: ${api}, depends_on: {migrate: {condition: service_completed_successfully}}}
`,
      });
    shop.write(migrated('one'));
    await shop.gantry('up -d');
    shop.write(migrated('two', 'echo two', "sh -c 'exit 3'"));
    await shop.gantry('up -d --atomic');
    expect((await shop.history()).releases[0]).toMatchObject({ outcome: 'returned' });
    shop.write(migrated('three', "sh -c 'exit 5'"));
    await shop.gantry('up -d');
    const { stderr } = await shop.gantry('undo');
    expect(stderr).toContain('migrate runs again, as release 2 has it');
    expect(shop.engine.world.containerNames.get('shop-migrate-1')?.request.Cmd).toEqual(['echo', 'two']);
  });

  test('a rollback', async () => {
    await shop.gantry('up -d');
    shop.write(file({ version: '2' }));
    await shop.gantry('up -d');
    await shop.gantry('rollback');
    await shop.gantry('undo');
    expect(versionOf('shop-web-1')).toBe('VERSION=2');
  });

  test('the first up: all that it made goes, but for volumes', async () => {
    await shop.gantry('up -d');
    const { stderr } = await shop.gantry('undo');
    expect(stderr).toContain('shop_data stays: "down -v" removes volumes');
    expect(stderr).not.toContain('the files stay');
    expect(shop.containers()).toEqual({});
    expect(networks()).toEqual([]);
    expect(volumes()).toEqual(['shop_data']);
  });

  test('an undo', async () => {
    await shop.gantry('up -d');
    await shop.gantry('down -v');
    await shop.gantry('undo');
    const { stderr } = await shop.gantry('undo');
    expect(stderr).toMatch(
      /takes back release 3: "undo" of .*, which had taken back release 2 \(down --volumes\)\n/,
    );
    expect(shop.containers()).toEqual({});
    expect(volumes()).toEqual(['shop_data']);
    await shop.gantry('undo');
    expect(shop.containers()).toEqual(RUNNING);
  });
});

test('a release of an up that failed has what was done, and not all that was planned', async () => {
  await shop.gantry('up -d');
  const cache = '  cache: {image: "app:2", depends_on: [web]}\n';
  shop.write(
    file({ version: '2', more: cache }).replace(
      'db: {image: "app:1"',
      'db: {image: "app:2", depends_on: [cache]',
    ),
  );
  let starts = 0;
  shop.engine.onRequest(({ method, pattern }) =>
    method === 'POST' && pattern === '/containers/{id}/start' && ++starts > 1
      ? { kind: 'status', status: 500, message: 'no more' }
      : undefined,
  );
  const { stderr } = await shop.gantry('up -d');
  shop.engine.onRequest(undefined);
  expect(stderr).toContain('take it back: gantry undo');
  const { releases } = await shop.history();
  expect(releases[0]).toMatchObject({ outcome: 'failed' });
  expect(/(?<=changes:\n).*(?=images:)/s.exec((await shop.gantry('history show 2')).stdout)?.[0]).toBe(
    '  Container shop-web-1: replace because environment.VERSION changed\n  Container shop-cache-1: create because it does not exist\n',
  );
});

test('a release of an up that failed when a container had been stopped for its replacement tells that stop', async () => {
  await shop.gantry('up -d');
  shop.write(file({ version: '2' }));
  await upThatRemovesNothing();
  expect((await shop.gantry('history show 2')).stdout).toContain('  Container shop-web-1: stop because');
});

test('containers have volumes without a name again that they had', async () => {
  shop.write('name: shop\nx-gantry: {settle: 0s}\nservices:\n  db: {image: "app:1", volumes: [/cache]}\n');
  const mounts = () => shop.engine.world.containerNames.get('shop-db-1')?.mounts.map(({ Name }) => Name);
  await shop.gantry('up -d');
  const before = mounts();
  for (const line of ['down', 'rm --stop --force']) {
    await shop.gantry(line);
    await shop.gantry('undo');
    expect(mounts()).toEqual(before);
  }
});

describe('undo of down -v', () => {
  test('takes volumes out of the trash', async () => {
    shop.write(file({ gantry: ', trash: 24h' }));
    await shop.gantry('up -d');
    const before = shop.engine.world.volumes.get('shop_data');
    await shop.gantry('down -v');
    expect(volumes()).toEqual(['shop_data', expect.stringMatching(/^shop_data_trashed_/)]);
    await shop.gantry('undo');
    expect(shop.containers()).toEqual(RUNNING);
    expect(volumes()).toEqual(['shop_data']);
    expect(shop.engine.world.volumes.get('shop_data')).toBe(before);
  });

  test('takes volumes out of the trash that its files ask for, where only its name was given', async () => {
    shop.write(file({ gantry: ', trash: 24h' }));
    await shop.gantry('up -d');
    const { stderr } = await shop.gantry('-p shop down -v');
    expect(stderr).toContain('shop_data Moved to the trash');
    await shop.gantry('-p shop undo');
    expect(volumes()).toEqual(['shop_data']);
  });

  test('takes volumes out of the trash that its files ask for by now, where only its name was given', async () => {
    shop.write(file({}));
    await shop.gantry('up -d');
    shop.write(file({ gantry: ', trash: 24h' }));
    await shop.gantry('up -d');
    expect((await shop.gantry('-p shop --dry-run down -v')).stderr).not.toContain('DATA LOSS');
    const { stderr } = await shop.gantry('-p shop down -v');
    expect(stderr).toContain('shop_data Moved to the trash');
    await shop.gantry('-p shop undo');
    expect(volumes()).toEqual(['shop_data']);
  });

  test('is not promised where the files ask for a trash and cannot be relied on, which is told before', async () => {
    shop.write(file({}));
    await shop.gantry('up -d');
    const path = join(shop.folder, 'compose.yaml');
    const told = async (): Promise<boolean> =>
      (await shop.gantry('-p shop --dry-run down -v')).stderr.includes(
        'warning: volumes are removed and not thrown into a trash, since the files of the project cannot be relied on',
      );
    expect(await told()).toBe(false);
    shop.write(file({ gantry: ', trash: 24hh' }));
    expect(await told()).toBe(true);
    shop.write(file({ gantry: ', trash: 24h' }));
    chmodSync(path, 0o666);
    expect(await told()).toBe(true);
    chmodSync(path, 0o644);
    expect(await told()).toBe(false);
    shop.write(file({ gantry: ', trash: 0s' }));
    expect(await told()).toBe(false);
  });

  test('goes by its newest release where somebody else can write its files, or they are faulty', async () => {
    shop.write(file({ gantry: ', trash: 24h' }));
    await shop.gantry('up -d');
    for (const text of ['services: [', file({})]) {
      shop.write(text);
      const { stderr } = await shop.gantry('-p shop down -v');
      expect(stderr).toContain('shop_data Moved to the trash');
      expect(stderr).not.toContain('compose.yaml');
      await shop.gantry('-p shop undo');
    }
  });

  test('takes volumes out of the trash where there were no containers', async () => {
    shop.write(file({ gantry: ', trash: 24h' }));
    await shop.gantry('up -d');
    await shop.gantry('down');
    await shop.gantry('down -v');
    await shop.gantry('undo');
    expect(shop.containers()).toEqual({});
    expect(volumes()).toEqual(['shop_data']);
  });

  test('says first which volumes come back empty, without a trash and when it has been emptied', async () => {
    await shop.gantry('up -d');
    await shop.gantry('down -v');
    const { stdout } = await shop.gantry('--dry-run undo');
    expect(stdout).toContain(
      'volume "shop_data" was destroyed by release 2: it comes back empty; "restore FILE" gives it the content of a backup',
    );
    await shop.gantry('undo');
    expect(shop.containers()).toEqual(RUNNING);
    shop.write(file({ gantry: ', trash: 24h' }));
    await shop.gantry('down -v');
    await shop.gantry('trash empty -y');
    expect((await shop.gantry('--dry-run undo')).stdout).toContain(
      'volume "shop_data" is in the trash no more',
    );
  });
});

describe('undo after others have changed the project', () => {
  test('leaves alone what it is not about, and says so', async () => {
    await shop.gantry('up -d');
    shop.write(file({ version: '2' }));
    await shop.gantry('up -d');
    await shop.remove('shop-db-1');
    const { stderr } = await shop.gantry('undo');
    expect(stderr).toContain(
      'something else has changed the project since, and that stays: shop-db-1 was removed',
    );
    expect(shop.containers()).toEqual({ 'shop-web-1': 'running' });
    expect(versionOf('shop-web-1')).toBe('VERSION=1');
  });

  test('leaves services that are no part of what it goes back to', async () => {
    await shop.gantry('up -d db');
    shop.write(file({ more: '  cache: {image: "app:2"}\n' }));
    await shop.gantry('up -d web');
    await shop.byOthers(file({ more: '  cache: {image: "app:2"}\n' }), 'up -d cache');
    const { stderr } = await shop.gantry('undo');
    expect(stderr).toContain('and that stays: shop-cache-1 was added');
    expect(shop.containers()).toEqual({ 'shop-cache-1': 'running', 'shop-db-1': 'running' });
  });

  test('leaves them too where there was nothing before', async () => {
    await shop.gantry('up -d web');
    await shop.byOthers(file({}), 'up -d db');
    await shop.gantry('undo');
    expect(shop.containers()).toEqual({ 'shop-db-1': 'running' });
  });

  test('makes anew what it is about, and says so', async () => {
    await shop.gantry('up -d');
    shop.write(file({ version: '2' }));
    await shop.gantry('up -d');
    await shop.remove('shop-web-1');
    const { stderr } = await shop.gantry('undo');
    expect(stderr).toContain('something else has changed since what this takes back: shop-web-1 was removed');
    expect(shop.containers()).toEqual(RUNNING);
    expect(versionOf('shop-web-1')).toBe('VERSION=1');
  });
});

describe('undo is refused, and changes nothing,', () => {
  const refusal = async (): Promise<string> => {
    const before = shop.engine.calls.length;
    const { stderr } = await shop.gantry('undo');
    expect(writes(before)).toEqual([]);
    return stderr;
  };

  test('where nothing is kept', async () => {
    expect(await refusal()).toContain('there is nothing to take back: no change of shop is kept');
    await shop.gantry('up -d');
    await shop.gantry('down --history');
    expect(await refusal()).toContain('there is nothing to take back: no change of shop is kept');
  });

  test('after a restart, of which nothing is left', async () => {
    await shop.gantry('up -d');
    await shop.gantry('restart web');
    expect(await refusal()).toContain('nothing is left of release 2 (restart web) that could be taken back');
  });

  test('where all that went is of before the first release', async () => {
    const cache = '  cache: {image: "app:2"}\n';
    await shop.byOthers(file({ more: cache }), 'up -d');
    shop.write(file({ version: '2' }));
    await shop.gantry('up -d');
    await shop.gantry('up -d --remove-orphans');
    expect(await refusal()).toContain('shop-cache-1 cannot be made again: no release says what was there');
  });

  test('where the state before is not kept', async () => {
    for (const version of ['1', '2']) {
      shop.write(file({ version, gantry: ', history: 1' }));
      await shop.gantry('up -d');
    }
    expect(await refusal()).toContain('what shop was before release 2 is not kept');
  });
});
