import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CallClock, startClock } from '../../../src/engine/connection/call-clock.ts';
import { limitsOf } from '../../../src/engine/connection/call-limits.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const SECOND_MS = 1000;

function aClock() {
  const onSlow = vi.fn();
  const limits = limitsOf({ method: 'GET', path: '/networks' });
  return { clock: startClock('GET /networks', limits, undefined, onSlow), onSlow };
}

async function hearEverySecond(clock: CallClock, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await vi.advanceTimersByTimeAsync(SECOND_MS);
    clock.heard();
  }
}

test('a clock says once that an answer is late which drips, and ends it in its time', async () => {
  const { clock, onSlow } = aClock();
  clock.expectWhole();

  await hearEverySecond(clock, 299);
  expect(onSlow.mock.calls).toEqual([[300 * SECOND_MS]]);
  expect(clock.signal.aborted).toBe(false);
  await hearEverySecond(clock, 2);

  expect(clock.signal.reason).toMatchObject({
    code: 'engine-timeout',
    message: 'the engine did not end its answer to GET /networks within 300 s',
  });
  clock.stop();
});

test('a clock ends an answer that has begun and then stays silent in the time of silence', async () => {
  const { clock } = aClock();
  clock.expectWhole();
  await hearEverySecond(clock, 5);

  await vi.advanceTimersByTimeAsync(61 * SECOND_MS);

  expect(clock.signal.reason).toMatchObject({
    message: 'the engine did not answer GET /networks within 60 s',
  });
});

test('a clock lets go on what is of use as it comes', async () => {
  const { clock, onSlow } = aClock();

  await hearEverySecond(clock, 3600);

  expect(clock.signal.aborted).toBe(false);
  expect(onSlow).not.toHaveBeenCalled();
  clock.stop();
});
