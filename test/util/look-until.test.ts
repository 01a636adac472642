import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lookUntil } from '../../src/util/look-until.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('lookUntil() looks less and less often, until it sees something', async () => {
  const looks: number[] = [];
  const begin = Date.now();
  const seen = lookUntil(async () => {
    looks.push((Date.now() - begin) / 1000);
    return looks.length === 7 ? 'it' : undefined;
  }, new AbortController().signal);

  await vi.advanceTimersByTimeAsync(200_000);

  expect(await seen).toBe('it');
  expect(looks).toEqual([5, 13, 25, 45, 75, 105, 135]);
});

test('lookUntil() fails when a look fails', async () => {
  const seen = lookUntil(() => Promise.reject(new Error('no engine')), new AbortController().signal);
  seen.catch(() => {});

  await vi.advanceTimersByTimeAsync(5000);

  await expect(seen).rejects.toThrow('no engine');
});

test('lookUntil() looks no more once it is called off, and leaves no timer', async () => {
  const over = new AbortController();
  const look = vi.fn(async () => undefined);
  void lookUntil(look, over.signal);

  over.abort();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(look).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
