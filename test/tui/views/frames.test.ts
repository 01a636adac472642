import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PageContainerDetails } from '../../../src/model/page-container.ts';
import type { PageLogLine } from '../../../src/model/page-log.ts';
import type { PageProblem, PageRun, PageState } from '../../../src/model/page-state.ts';
import { aPageChange, aPageRelease, aPageService, aShop, withPlan } from '../../page/shop-state.ts';
import { TestTui } from '../../support/a-tui.ts';

const PROBLEM: PageProblem = {
  severity: 'warning',
  code: 'image-latest',
  message: 'db:latest is whatever its makers released last',
  at: 'compose.yaml:14:12',
  excerpt: { text: '    image: db:latest', start: 11, end: 20 },
  hint: 'name a version, such as db:16',
};

const RUN: PageRun = {
  id: 'plan-1',
  status: 'running',
  startedAt: 1_700_000_590_000,
  steps: {
    1: {
      id: 1,
      label: 'Container shop-db-1',
      doing: 'Starting',
      service: 'db',
      status: 'done',
      after: [],
      progress: 'Started',
      startedMs: 0,
      endedMs: 400,
    },
    2: {
      id: 2,
      label: 'Container shop-db-1',
      doing: 'Waiting',
      service: 'db',
      status: 'running',
      after: [1],
      progress: '0 of 1 healthy',
      startedMs: 400,
    },
    3: {
      id: 3,
      label: 'Container shop-web-1',
      doing: 'Starting',
      service: 'web',
      status: 'waiting',
      after: [2],
    },
  },
  notes: [],
  failures: [],
};

const SHOP: Partial<PageState> = {
  ...aShop([
    aPageService('api', { status: 'failed', says: 'exited with 1', at: 'compose.yaml:9:3' }),
    aPageService('db', { status: 'starting', says: 'running, not healthy yet' }),
    aPageService('web', { change: 'replace', disruption: 'replace' }),
  ]),
  ...withPlan([aPageChange('web')]),
  problems: [PROBLEM],
};

const DETAILS: PageContainerDetails = {
  why: {
    severity: 'error',
    message: 'container shop-web-1 is unhealthy',
    path: [],
    output: ['connection \u001b[31mrefused\u001b[0m'],
    blocked: [],
    hint: 'gantry logs web',
  },
  startedAt: '2023-11-14T22:18:20Z',
  lackedMemory: false,
  restarts: 2,
  healthcheck: 'wget -q localhost',
  probes: [{ at: '2023-11-14T22:23:00Z', exitCode: 1, output: 'first\nno answer\n' }],
  variables: [],
  mounts: [
    { type: 'volume', source: 'shop_data', target: '/data', isReadOnly: false },
    { type: 'tmpfs', source: '', target: '/tmp', isReadOnly: true },
  ],
  networks: [{ name: 'shop_default', address: '172.20.0.2', aliases: ['web'] }],
  ports: [],
};

const LOG: readonly PageLogLine[] = [
  ['web-1', '2026-01-01T10:00:00.000Z', 'out', '\u001b[32mGET\u001b[0m /\u001b]0;owned\u0007 200'],
  [
    'db-1',
    '2026-01-01T10:00:01.000Z',
    'err',
    'a line that is longer than what there is room for in sixty columns',
  ],
  ['api-1', '2026-01-01T10:00:02.000Z', 'end', 'exited with code 1'],
];

const HISTORY: TestTui['history'] = {
  known: {
    releases: [
      aPageRelease(12, {
        outcome: 'failed',
        failures: ['container shop-web-1 is unhealthy'],
        movedBefore: ['container shop-db-1: its environment'],
      }),
      aPageRelease(11, { command: 'gantry scale web=2' }),
    ],
    interrupted: 'gantry up (pid 7) died in the middle of a change',
    movedSince: [],
    unreadable: [],
  },
};

const SIZES = [
  [60, 15],
  [120, 40],
] as const;

const VIEWS: Readonly<Record<string, (tui: TestTui) => TestTui>> = {
  graph: (tui) => tui.press('j'),
  details: (tui) => tui.press('j', 'enter'),
  logs: (tui) => tui.press('L'),
  plan: (tui) => tui.press('p'),
  history: (tui) => tui.press('h'),
  apply: (tui) => tui.press('a'),
  palette: (tui) => tui.press(':').type('logs'),
  help: (tui) => tui.press('?'),
};

describe.each(SIZES)('at %i×%i', (columns, rows) => {
  test.each(Object.entries(VIEWS))('the view: %s', async (name, go) => {
    const shown = new TestTui({ page: SHOP, log: LOG, columns, rows });
    shown.history = HISTORY;
    const tui = go(shown);

    await expect(`${tui.text}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, `golden/${name}-${columns}x${rows}.txt`),
    );
  });

  test('a run while it happens', async () => {
    const tui = new TestTui({ page: { ...SHOP, run: RUN }, columns, rows }).press('p');

    await expect(`${tui.text}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, `golden/run-${columns}x${rows}.txt`),
    );
  });
});

test.each([
  [59, 40],
  [120, 14],
  [20, 5],
  [1, 1],
])('%i×%i is too small, and says so', (columns, rows) => {
  const { text } = new TestTui({ page: SHOP, columns, rows });

  expect(text.split('\n')).toHaveLength(rows);
  if (columns >= 20) expect(text).toContain('60×15');
});

test('what there is to see first is what went wrong', () => {
  const tui = new TestTui({
    page: {
      ...SHOP,
      problems: [{ ...PROBLEM, severity: 'error', message: 'compose.yaml is wrong' }],
      engine: { endpoint: 'unix:///x', error: 'the engine is gone' },
      keeper: 'gantry up (pid 7)',
    },
  });

  expect(tui.text.split('\n')[1]).toBe(
    '✕ the engine is gone  ✕ compose.yaml is wrong  ▲ gantry up (pid 7) changes the project  ✕ 1 failed  ◐ 1 starting  ● 1 r…',
  );
});

test('the details of a container have its state and why, its last probe, its mounts and networks', async () => {
  const tui = new TestTui({ page: SHOP, columns: 80, rows: 40 }).press('j', 'enter');
  tui.details = new Map([['c'.repeat(64), DETAILS]]);

  await expect(`${tui.text}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'golden/container.txt'));
});

test('500 services are drawn around the one that is selected', () => {
  const names = Array.from({ length: 500 }, (_, index) => `s${String(index).padStart(3, '0')}`);
  const tui = new TestTui({ page: aShop(names.map((name) => aPageService(name))), columns: 60, rows: 15 });

  expect(tui.press('G').text).toContain('s499');
  expect(tui.press('k').text).not.toContain('s480');
});
