import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onceStuck } from '../../src/cli/once-stuck.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('onceStuck() waits for a reader that takes something, however slow, and not for one that has stopped', () => {
  const stdout = { writableLength: 1000 };
  let ended = false;
  onceStuck([stdout, { writableLength: 5 }], () => {
    ended = true;
  });

  for (let taken = 0; taken < 20; taken++) {
    vi.advanceTimersByTime(400);
    stdout.writableLength -= 10;
  }
  expect(ended).toBe(false);

  vi.advanceTimersByTime(1000);
  expect(ended).toBe(true);
});
