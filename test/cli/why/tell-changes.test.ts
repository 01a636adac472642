import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistory, replaceRelease } from '../../../src/reconciler/history/history-store.ts';
import { aDeadLock } from '../../support/a-dead-lock.ts';
import { aMemoryProject, type MemoryProject } from '../../support/memory-project.ts';

let shop: MemoryProject;
beforeEach(async () => {
  shop = await aMemoryProject({ images: { 'app:1': {} } });
});
afterEach(() => shop.close());

const file = (version: number, more = ''): string => `name: shop
x-gantry: {settle: 0s}
services:
  db: {image: "app:1", environment: {VERSION: "${version}"}}
  web: {image: "app:1", environment: {VERSION: "${version}"}, depends_on: [db]${more}}
`;

async function up(version: number, line = 'up -d'): Promise<void> {
  shop.write(file(version));
  await shop.gantry(line);
}

/** The newest release says that it ended early, after its first service. */
async function wasCutOff(version: number, outcome: 'interrupted' | 'failed'): Promise<void> {
  await up(version);
  await shop.ask(async (docker) => {
    const { releases, files } = await openHistory(docker, 'shop', true, AbortSignal.timeout(10_000));
    const newest = releases.at(-1);
    const [name = ''] = [...files].find(([, number]) => number === newest?.number) ?? [];
    const after = newest?.after.map((one) =>
      one.service === 'db' ? one : (newest.before.find(({ name: same }) => same === one.name) ?? one),
    );
    if (newest) await replaceRelease(docker, name, { ...newest, outcome, ...(after && { after }) });
  });
  await shop.byOthers(file(version - 1), 'up -d --no-deps web');
}

async function wasKilled(version: number): Promise<void> {
  await shop.byOthers(file(version), 'up -d db');
  await aDeadLock(shop);
}

const ended = (container: string): void => {
  const found = shop.engine.world.containerNames.get(container);
  if (found) Object.assign(found, { state: 'exited', exitCode: 3 });
};

test.each([
  ['interrupted', 'was interrupted', 'go on with it: gantry up --detach; or take it back: gantry undo'],
  ['failed', 'failed', 'take it back: gantry undo'],
] as const)(
  'why tells of a change that was %s what it did not get to, and the ways on',
  async (outcome, how, ways) => {
    await up(1);
    await wasCutOff(2, outcome);
    const { stdout } = await shop.gantry('why');
    expect(stdout).toMatch(
      new RegExp(`^✘ release 2 ${how} \\("up --detach" of .*\\) and did not get to web\n`),
    );
    expect(stdout).toContain(`try: ${ways}\n`);
  },
);

test('why tells no more of it once somebody else has done the rest, or it was taken back', async () => {
  await up(1);
  await wasCutOff(2, 'interrupted');
  await shop.byOthers(file(2), 'up -d');
  expect((await shop.gantry('why')).stdout).toContain('nothing is wrong');
  await shop.byOthers(file(1), 'up -d --no-deps web');
  await shop.gantry('undo');
  expect((await shop.gantry('why')).stdout).toContain('nothing is wrong');
});

test('why of a service says nothing of a change that did not get to another one', async () => {
  await up(1);
  await wasCutOff(2, 'failed');
  expect((await shop.gantry('why db')).stdout).toContain('nothing is wrong');
});

test('why tells of a command that was killed what has changed since, and makes nothing', async () => {
  await up(1);
  await wasKilled(2);
  const { stdout } = await shop.gantry('why');
  expect(stdout).toContain(
    'was killed before it was done; since release 1, shop-db-1 has changed, and shop-web-1 has not',
  );
  expect(stdout).toContain('try: go on with it: gantry up; or take it back: gantry undo');
});

test('why of a first command that was killed names no way back', async () => {
  shop.write(file(1));
  await wasKilled(1);
  const made = shop.engine.world.containerNames.size;
  expect((await shop.gantry('why')).stdout).toContain('gantry up; or remove what there is: gantry down');
  expect(shop.engine.world.containerNames.size).toBe(made);
});

test('why names undo for what the newest release has made, and ran before it', async () => {
  await up(1);
  ended('shop-web-1');
  expect((await shop.gantry('why')).stdout).not.toContain('undo');
  await up(1);
  await up(2);
  ended('shop-web-1');
  expect((await shop.gantry('why')).stdout).toContain(
    '; or take back release 3 (up --detach), before which it ran: gantry undo\n',
  );
});

test('why quotes no line of files that did not make the container, and says what they say now', async () => {
  await up(1);
  ended('shop-web-1');
  expect((await shop.gantry('why')).stdout).toContain('compose.yaml:5');
  shop.write(file(2, ', cap_add: [SYS_TIME]'));
  const { stdout } = await shop.gantry('why');
  expect(stdout).toContain(
    '  made by release 1; the files say something else now: cap_add[]: (unset) → SYS_TIME, environment.VERSION: 1 → 2\n',
  );
  expect(stdout).not.toContain('compose.yaml:');
  expect(stdout).toContain('try: make it as the files say: gantry up -d web\n');
});

test('why notes that the newest change failed and went back, until there is another one', async () => {
  await up(1);
  shop.write(
    file(2).replace('"app:1", environment: {VERSION: "2"}, dep', '"app:1", command: [exit, "3"], dep'),
  );
  expect((await shop.gantry('up -d --wait --atomic')).stderr).toContain('shop-web-1');
  const { stdout } = await shop.gantry('why');
  expect(stdout).toMatch(
    /^nothing is wrong with project shop \(2 containers\), but:\n\n• release 2 failed \("up --detach --wait --atomic" of .*\), and everything went back: .*web/,
  );
  expect(stdout).toContain('try: see all of it: gantry history show 2\n');
  await up(3);
  expect((await shop.gantry('why')).stdout).not.toContain('went back');
});
