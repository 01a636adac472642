import { beforeAll, expect, test } from 'vitest';
import { loadIngressImage } from '../../scripts/setup/ingress-image.ts';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, docker, ENGINE, PUBLISHED_HOST } from '../support/gantry.ts';
import { type Application, composeFile, type Images } from './application.ts';
import { complaintsAfter } from './complaints-after.ts';
import { DATABASE_IMAGE, loadDatabaseImage, loadImageForLoad } from './image.ts';
import { type Load, startLoad } from './load.ts';
import { IS_WHOLE, TIMEOUT_MS } from './options.ts';
import { LASTS_MS, notForEver } from './rounds.ts';
import type { Mistakes } from './shop.ts';
import { Story } from './story.ts';

let images: Images = { application: '', database: DATABASE_IMAGE };
beforeAll(async () => {
  await loadIngressImage(ENGINE);
  await loadDatabaseImage(ENGINE);
  images = { ...images, application: await loadImageForLoad(ENGINE) };
});

const SHOP: Application = {
  replicas: 1,
  manner: 'abrupt',
  order: 'start-first',
  isPublished: false,
  shop: 'all but PostgreSQL',
};

interface Bad {
  readonly mistakes: Mistakes;
  /** What the report says, among other things. */
  readonly says: readonly string[];
}

/** The application of each is well, and replaced before nginx fails; but for the last, where it cannot ask its database. */
const BAD: Readonly<Record<string, Bad>> = {
  crashes: { mistakes: { listen: 'nowhere:at:all' }, says: ['-proxy-1 exited (1)', 'nowhere:at:all'] },
  'never healthy': { mistakes: { probe: 79 }, says: ['-proxy-1', 'unhealthy'] },
  'wrong port': { mistakes: { listen: '81' }, says: ['-proxy-1', 'unhealthy', 'refused'] },
  'wrong password': {
    mistakes: { password: 'guess' },
    says: ['-web-1 exited (1)', 'password authentication failed for user "postgres"'],
  },
};

const TIMES = IS_WHOLE ? 10 : 2;
const ROWS = 1000;

test('bad releases of a shop go back by themselves, good ones back and forth, and no request fails', async () => {
  const port = await freePort(2);
  const file = (number: number, mistakes: Mistakes = {}): string =>
    composeFile({ ...SHOP, mistakes }, { number, fate: 'good' }, { images, port });
  const workspace = aWorkspace('releases', { 'compose.yaml': file(1) });
  const story = new Story(workspace.project);
  const loads: Load[] = [];
  const gantry = async (words: string) => {
    story.note(`\`${words}\` begins`);
    const ended = await workspace.gantry(words, { GANTRY_HISTORY: '20' });
    story.note(`\`${words}\` has ended with ${ended.code}`);
    return ended;
  };
  const answered = async (version: number): Promise<void> => {
    const since = Date.now();
    const of = String(version);
    const answers = loads.map((load) => load.until(({ versions }) => (versions[of]?.lastAtMs ?? 0) > since));
    await notForEver(Promise.all(answers), () => `version ${of} does not answer:\n${story}`);
  };
  const sql = (text: string): string =>
    docker(
      'exec',
      `${workspace.project}-db-1`,
      'psql',
      '-h',
      '127.0.0.1',
      '-U',
      'postgres',
      '-Atc',
      text,
    ).trim();
  try {
    expect(await gantry('up -d --wait')).toMatchObject({ code: 0 });
    sql(`create table orders as select n from generate_series(1, ${ROWS}) n`);
    const address = { host: PUBLISHED_HOST, port, sessionPort: port + 1, path: '/' };
    const rate = { perSecond: 50, lastsMs: LASTS_MS, timeoutMs: TIMEOUT_MS };
    for (const [way, clients] of [
      ['connections', 64],
      ['keep-alive', 20],
    ] as const)
      loads.push(startLoad({ kind: 'outside' }, { ...address, ...rate, way, clients }));
    await answered(1);

    let number = 1;
    for (const [name, { mistakes, says }] of Object.entries(BAD)) {
      workspace.write('compose.yaml', file(++number, mistakes));
      const { code, stderr } = await gantry('up -d --atomic');
      expect(code, `${name}: ${stderr}`).toBe(1);
      for (const text of says) expect(stderr, name).toContain(text);
      expect(stderr, name).toMatch(/Returned to release 1 of /);
      await answered(1);
    }
    workspace.write('compose.yaml', file(1));
    expect(await complaintsAfter(workspace, { service: 'web', replicas: 1 })).toEqual([]);

    workspace.write('compose.yaml', file(++number));
    expect(await gantry('up -d --atomic')).toMatchObject({ code: 0 });
    await answered(number);
    for (let time = 1; time <= TIMES; time++) {
      expect(await gantry('rollback')).toMatchObject({ code: 0 });
      await answered(time % 2 === 1 ? 1 : number);
    }

    const tallies = await Promise.all(loads.map((load) => load.stop()));
    const failures = tallies.flatMap(({ firstFailures }) => story.tell(firstFailures));
    const sent = tallies.reduce((sum, tally) => sum + tally.sent, 0);
    console.log(`${sent} requests, ${failures.length} kinds of failures`);
    expect(
      tallies.map(({ failed }) => failed),
      `${failures.join('\n')}\n${story}`,
    ).toEqual([{}, {}]);
    expect(sql('select count(*), sum(n) from orders')).toBe(`${ROWS}|${(ROWS * (ROWS + 1)) / 2}`);
    const { releases } = JSON.parse((await gantry('history --format json')).stdout);
    expect(releases.map(({ outcome }: { readonly outcome: string }) => outcome).toReversed()).toEqual([
      'done',
      ...Object.keys(BAD).map(() => 'returned'),
      'done',
      ...Array.from({ length: TIMES }, () => 'done'),
    ]);
    expect(story.mostAtOnce('db')).toBe(1);
  } finally {
    story.end();
    for (const load of loads) await load.remove();
    await workspace.remove();
  }
});
