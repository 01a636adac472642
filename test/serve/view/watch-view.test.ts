import { expect, test } from 'vitest';
import { failingServices, type PageWatch, type WatchWork } from '../../../src/model/page-watch.ts';
import type { WatchEvent } from '../../../src/model/watch-event.ts';
import { advanceWatch, endWatch, newWatch } from '../../../src/serve/view/watch-view.ts';

const started = (work: WatchWork, ...services: readonly string[]): WatchEvent => ({
  type: 'work-started',
  work,
  services,
});
const done: WatchEvent = { type: 'work-ended', hasFailed: false, failed: new Map() };
const failed = (service: string, why: string): WatchEvent => ({
  type: 'work-ended',
  hasFailed: true,
  failed: new Map([[service, why]]),
});

/** The watch after events of one second each. */
const after = (...events: readonly WatchEvent[]): PageWatch =>
  events.reduce((watch, event, at) => advanceWatch(watch, event, 1000 * (at + 1)), newWatch(0));

const entriesOf = ({ entries }: PageWatch) => Object.values(entries);

test('advanceWatch() tells what was copied, when, and how long it took', () => {
  const watch = after(
    started('sync', 'web'),
    { type: 'files-copied', copied: ['/app/a.js', '/app/b.js'], removed: ['/app/c.js'] },
    { type: 'watch-notice', message: 'web-1: copied 2 files, removed 1 in 12 ms' },
    done,
  );

  expect(entriesOf(watch)).toMatchObject([
    {
      kind: 'sync',
      status: 'done',
      at: 1000,
      tookMs: 3000,
      services: ['web'],
      says: ['web-1: copied 2 files, removed 1 in 12 ms'],
      files: ['/app/a.js', '/app/b.js', '− /app/c.js'],
      moreFiles: 0,
    },
  ]);
});

test('advanceWatch() keeps fifty of many files, and says how many more there were', () => {
  const copied = Array.from({ length: 120 }, (_, at) => `/app/${at}`);
  const [entry] = entriesOf(after(started('sync', 'web'), { type: 'files-copied', copied, removed: [] }));

  expect(entry?.files).toHaveLength(50);
  expect(entry?.moreFiles).toBe(70);
});

test('advanceWatch() leaves out a comparison that found nothing to copy', () => {
  expect(entriesOf(after(started('sync', 'web'), done))).toEqual([]);
});

test('advanceWatch() keeps the output of a command, and why a service failed', () => {
  const watch = after(
    started('exec', 'web'),
    { type: 'work-output', container: 'web-1', line: '\u001b[31mno such module\u001b[0m' },
    { type: 'watch-warning', message: 'web-1: npm test: ended with 1' },
    failed('web', '`npm test` ended with 1\n  no such module'),
  );

  expect(entriesOf(watch)).toMatchObject([
    {
      status: 'failed',
      output: ['web-1: no such module'],
      warnings: ['web-1: npm test: ended with 1'],
      failures: { web: '`npm test` ended with 1\n  no such module' },
    },
  ]);
});

test('advanceWatch() keeps the last hundred of what happened', () => {
  const notices = Array.from(
    { length: 130 },
    (_, at): WatchEvent => ({ type: 'watch-notice', message: `${at}` }),
  );
  const entries = entriesOf(after(...notices));

  expect(entries).toHaveLength(100);
  expect(entries.at(-1)?.says).toEqual(['129']);
});

test('endWatch() ends what was going on without saying that it was done', () => {
  const watch = after(started('rebuild', 'web'));

  expect(endWatch(watch, 5000)).toEqual({
    ...watch,
    endedAt: 5000,
    entries: { 1: { ...watch.entries[1], status: 'cancelled', tookMs: 4000 } },
  });
  expect(endWatch(watch, 5000, true)).toMatchObject({ endedAt: 5000, isLost: true });
});

test('failingServices() names a service until a later work mends it', () => {
  const broken = [started('rebuild', 'web', 'api'), failed('web', 'no')];

  expect(failingServices(after(...broken, started('sync', 'db')))).toEqual(['web']);
  expect(failingServices(after(...broken, started('rebuild', 'web'), done))).toEqual([]);
});
