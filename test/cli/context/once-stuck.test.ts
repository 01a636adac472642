import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onceStuck } from '../../../src/cli/context/once-stuck.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('onceStuck() waits for a reader that takes something, however slow, and not for one that has stopped', () => {
  let left = 1000;
  let calls = 0;
  onceStuck(
    () => left,
    () => calls++,
  );

  for (let taken = 0; taken < 20; taken++) {
    vi.advanceTimersByTime(400);
    left -= 10;
  }
  expect(calls).toBe(0);

  vi.advanceTimersByTime(10_000);
  expect(calls).toBe(1);
});

test('onceStuck() looks no more when it is told so', () => {
  let calls = 0;
  const stop = onceStuck(
    () => 1,
    () => calls++,
  );
  stop();
  vi.advanceTimersByTime(10_000);
  expect(calls).toBe(0);
});
