import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { PageSample } from '../../../src/model/page-container.ts';
import type { StatsSample } from '../../../src/model/stats-sample.ts';
import { StatsWatch } from '../../../src/serve/container/stats-watch.ts';

const MINUTE = 60_000;

const aSample = (sample: Partial<StatsSample> = {}): StatsSample => ({
  cpuPercent: 1,
  memoryBytes: 2,
  memoryLimitBytes: 100,
  receivedBytes: 3,
  sentBytes: 4,
  readBytes: 5,
  writtenBytes: 6,
  processes: 1,
  ...sample,
});

/** An engine whose samples come when they are told. */
function anEngine() {
  const open = new Map<string, (sample: StatsSample | undefined) => void>();
  const asked: string[] = [];
  let now = 0;
  const watch = new StatsWatch(
    async function* (container, signal) {
      asked.push(container);
      const queue: (StatsSample | undefined)[] = [];
      let wake = (): void => {};
      open.set(container, (sample) => {
        queue.push(sample);
        wake();
      });
      signal.addEventListener('abort', () => {
        open.delete(container);
        wake();
      });
      for (;;) {
        if (queue.length === 0 && !signal.aborted)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        if (signal.aborted) return;
        const next = queue.shift();
        if (next === undefined) return;
        yield next;
      }
    },
    () => now,
  );
  return {
    watch,
    asked,
    open,
    async tell(sample: StatsSample | undefined, container = 'a', at = now): Promise<void> {
      now = at;
      open.get(container)?.(sample);
      await setImmediate();
    },
  };
}

describe('what containers use', () => {
  test('is asked of the engine once, however many look, and no more when nobody does', async () => {
    const { watch, asked, open } = anEngine();
    const ends = [watch.watch('a', () => {}), watch.watch('a', () => {})];

    expect(asked).toEqual(['a']);
    ends[0]?.();
    expect([...open.keys()]).toEqual(['a']);
    ends[1]?.();
    expect([...open.keys()]).toEqual([]);
    expect(watch.size).toBe(0);
  });

  test('is told to who comes later as far as it is known, for 15 minutes', async () => {
    const { watch, tell } = anEngine();
    watch.watch('a', () => {});
    await tell(aSample({ cpuPercent: 1.234 }), 'a', 0);
    await tell(aSample(), 'a', 10 * MINUTE);
    await tell(aSample(), 'a', 20 * MINUTE);
    const got: PageSample[] = [];
    watch.watch('a', (samples) => got.push(...samples));

    expect(got.map(([time]) => time)).toEqual([10 * MINUTE, 20 * MINUTE]);
    await tell(aSample({ cpuPercent: 12.34 }), 'a', 21 * MINUTE);
    expect(got.at(-1)).toEqual([21 * MINUTE, 12.3, 2, 3, 4, 5, 6]);
  });

  test('is asked anew after the engine had nothing more to say', async () => {
    const { watch, asked, tell } = anEngine();
    const end = watch.watch('a', () => {});
    await tell(undefined);

    expect(watch.size).toBe(0);
    watch.watch('a', () => {});
    end();
    expect(asked).toEqual(['a', 'a']);
    expect(watch.size).toBe(1);
  });
});
