import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FramePace } from '../../../src/cli/screen/frame-pace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('FramePace draws once for many changes, and at most 30 times a second', async () => {
  let frames = 0;
  const pace = new FramePace({ draw: () => frames++, taken: () => undefined });
  for (let ms = 0; ms < 1000; ms++) {
    pace.request();
    pace.request();
    await vi.advanceTimersByTimeAsync(1);
  }
  pace.close();

  expect(frames).toBeGreaterThan(25);
  expect(frames).toBeLessThanOrEqual(31);
});

test('FramePace leaves out frames while the terminal takes nothing, and draws the last state once it does', async () => {
  let take = (): void => {};
  let room: Promise<void> | undefined;
  let [state, shown] = [0, 0];
  const pace = new FramePace({
    draw: () => {
      shown = state;
    },
    taken: () => room,
  });
  room = new Promise((resolve) => {
    take = resolve;
  });
  for (state = 1; state < 50; state++) {
    pace.request();
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(shown).toBe(0);
  room = undefined;
  take();
  await vi.advanceTimersByTimeAsync(1);

  expect(shown).toBe(50);
});

test('FramePace draws nothing after it was closed', async () => {
  let frames = 0;
  const pace = new FramePace({ draw: () => frames++, taken: () => undefined });
  pace.request();
  pace.close();
  await vi.advanceTimersByTimeAsync(100);

  expect(frames).toBe(0);
});
