import { expect, test } from 'vitest';
import type { LogLine } from '../../../src/model/event.ts';
import { containerId } from '../../../src/model/ids.ts';
import { ReorderWindow } from '../../../src/ui/logs/reorder-logs.ts';

/** No test waits for it. */
const LONG_MS = 600_000;
const KIB = 1024;

const aLine = (container: string, text: string, time = '2026-01-01T00:00:00Z'): LogLine => ({
  container: containerId(container),
  label: container,
  stream: 'stdout',
  time,
  text,
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Prints to a reader that takes `takes` lines, and more whenever `read` is called. */
function aWindow(takes: number) {
  const printed: string[] = [];
  let left = takes;
  let drain = (): void => {};
  const window = new ReorderWindow(LONG_MS, ({ label, text }) => {
    printed.push(`${label} ${text}`);
    left--;
    if (left > 0) return undefined;
    return new Promise((resolve) => {
      drain = resolve;
    });
  });
  const read = async (lines: number): Promise<void> => {
    left = lines;
    drain();
    await settled();
  };
  return { window, printed, read };
}

/** What a reader of a container does that writes without an end: it stops when it is told to wait. @returns how much it read. */
function pushUntilFull(window: ReorderWindow, container: string): { read: number; waits: Promise<void> } {
  const line = aLine(container, 'x'.repeat(KIB));
  for (let read = 1; read < 100_000; read++) {
    const waits = window.push(line);
    if (waits) return { read, waits };
  }
  throw new Error('nothing told the reader to wait');
}

test('a ReorderWindow prints by time what came within the window, whatever zeros the engine leaves out', () => {
  const { window, printed } = aWindow(Number.POSITIVE_INFINITY);

  window.push(aLine('a', 'second', '2026-01-01T00:00:00.51Z'));
  window.push(aLine('b', 'first', '2026-01-01T00:00:00.5Z'));
  window.push(aLine('a', 'third', '2026-01-01T00:00:00.51Z'));
  expect(printed).toEqual([]);
  void window.flush();

  expect(printed).toEqual(['b first', 'a second', 'a third']);
});

test('a ReorderWindow takes a bounded amount while nobody reads, and goes on when somebody does', async () => {
  const { window, printed, read } = aWindow(1);

  const first = pushUntilFull(window, 'loud');
  expect(first.read * KIB).toBeLessThan(8 * KIB * KIB);
  expect(printed).toHaveLength(1);
  let goesOn = false;
  void first.waits.then(() => {
    goesOn = true;
  });
  await settled();
  expect(goesOn).toBe(false);

  await read(first.read);
  expect(goesOn).toBe(true);
});

test('twenty loud containers are held in little more memory than one, and each has its turn in every round', async () => {
  const { window, printed, read } = aWindow(1);
  const names = Array.from({ length: 20 }, (_, index) => `loud-${index}`);

  // All are known once each has written something.
  for (const name of names) window.push(aLine(name, 'begins'));
  const taken = names.map((name) => pushUntilFull(window, name).read);
  expect(taken.reduce((sum, lines) => sum + lines, 0) * KIB).toBeLessThan(16 * KIB * KIB);

  await read(Number.POSITIVE_INFINITY);
  const counts = names.map((name) => printed.filter((line) => line.startsWith(`${name} x`)).length);
  expect(Math.min(...counts)).toBeGreaterThan(0);
});

test('a quiet container is shown in the next round, however much the loud one has to say', async () => {
  const { window, printed, read } = aWindow(1);
  pushUntilFull(window, 'loud');

  window.push(aLine('quiet', 'hello', '2026-01-01T00:05:00Z'));
  // The rest of the round that is in progress, and the next one.
  await read(Number.POSITIVE_INFINITY);

  expect(printed).toContain('quiet hello');
});

test('flush() resolves when all that was held has been read', async () => {
  const { window, printed, read } = aWindow(1);
  for (const text of ['one', 'two', 'three']) window.push(aLine('a', text));
  void window.flush();
  window.push(aLine('a', 'four'));
  let done = false;
  void Promise.resolve(window.flush()).then(() => {
    done = true;
  });

  await read(1);
  expect(done).toBe(false);
  await read(100);
  expect(printed).toEqual(['a one', 'a two', 'a three', 'a four']);
  expect(done).toBe(true);
});

test('drop() prints nothing more, though the reader takes it', async () => {
  const { window, printed, read } = aWindow(1);
  for (const text of ['one', 'two', 'three']) window.push(aLine('a', text));
  void window.flush();
  window.push(aLine('a', 'four'));

  window.drop();
  window.push(aLine('a', 'five'));
  void window.flush();
  await read(100);

  expect(printed).toEqual(['a one']);
});
