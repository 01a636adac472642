import { describe, expect, test } from 'vitest';
import { followTest } from '../../../src/cli/test/follow-test.ts';
import { LastText, lastRecords } from '../../../src/cli/test/last-of.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import type { LogRecord } from '../../../src/engine/port/engine-answers.ts';
import { containerId } from '../../../src/model/ids.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const record = (text: string): LogRecord => ({ stream: 'stdout', time: '2026-12-01T10:00:00Z', text });

async function* linesOf(count: number): AsyncIterable<LogRecord> {
  for (let index = 0; index < count; index++) yield record(`line ${index}`);
}

/** Never ends, and lets others have a turn as a connection does. */
async function* endless(): AsyncIterable<LogRecord> {
  for (let index = 0; ; index++) {
    yield record(`line ${index}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const anEngine = (
  logs: () => AsyncIterable<LogRecord>,
  waitContainer: Engine['waitContainer'],
): { readonly engine: Engine; readonly stopped: string[] } => {
  const stopped: string[] = [];
  const engine = Object.assign(new RecordingEngine(), {
    logs,
    waitContainer,
    stopContainer: async (id: string) => void stopped.push(id),
  });
  return { engine, stopped };
};

const follow = (engine: Engine, signal: AbortSignal, show = async () => {}) =>
  followTest(engine, containerId('c1'), { service: 'tests', show, hide: String, signal });

describe('followTest()', () => {
  test('shows all lines of a test that ends, however many, and keeps the last ones', async () => {
    let shown = 0;
    const { engine } = anEngine(
      () => linesOf(200_000),
      async () => 3,
    );

    const { exitCode, output } = await follow(engine, new AbortController().signal, async () => {
      shown++;
    });

    expect(exitCode).toBe(3);
    expect(shown).toBe(200_000);
    expect(output).toHaveLength(256 * 1024);
    expect(output.endsWith('line 199998\nline 199999\n')).toBe(true);
  });

  test('ends a test whose output has no end when the time is over', async () => {
    const stop = new AbortController();
    const { engine, stopped } = anEngine(endless, () => new Promise(() => {}));

    const following = follow(engine, stop.signal, async () => stop.abort('timeout'));

    expect((await following).exitCode).toBeUndefined();
    expect(stopped).toEqual(['c1']);
  });

  test('does not read on for who ends the tests when the container has ended', async () => {
    const stop = new AbortController();
    const { engine } = anEngine(endless, async () => 0);

    const following = follow(engine, stop.signal, async () => stop.abort('interrupt'));

    expect((await following).exitCode).toBe(0);
  });
});

test('LastText keeps the end', () => {
  const text = new LastText(4);
  for (const one of ['ab', 'cd', 'efg', 'hijkl', 'm']) text.add(one);

  expect(text.text).toBe('jklm');
});

describe('lastRecords()', () => {
  test.each([
    [21, ['line 7', 'line 8', 'line 9'], true],
    [3, ['line 9'], true],
    [60, Array.from({ length: 10 }, (_, index) => `line ${index}`), false],
  ])('keeps %i characters', async (most, expected, isCut) => {
    const last = await lastRecords(linesOf(10), { characters: most, records: 10 });

    expect(last.records.map(({ text }) => text)).toEqual(expected);
    expect(last.isCut).toBe(isCut);
  });

  test('keeps no more records than it has to, however short', async () => {
    const last = await lastRecords(linesOf(1000), { characters: 100_000, records: 2 });

    expect(last).toMatchObject({ records: [{ text: 'line 998' }, { text: 'line 999' }], isCut: true });
  });
});
