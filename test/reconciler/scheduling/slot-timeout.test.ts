import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AdaptiveSlotTimeout } from '../../../src/reconciler/scheduling/slot-timeout.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** How long a stop that never ends of itself holds its slot; it ends when it has lost it. */
async function heldMs(timeout: AdaptiveSlotTimeout): Promise<number> {
  const began = Date.now();
  let end = (): void => {};
  const stop = new Promise<void>((resolve) => {
    end = resolve;
  });
  let lostAt = Number.NaN;
  const limited = timeout.limit(stop, () => {
    lostAt = Date.now();
    end();
  });
  await vi.runAllTimersAsync();
  await limited;
  return lostAt - began;
}

const quick = (timeout: AdaptiveSlotTimeout): Promise<string> =>
  timeout.limit(Promise.resolve('stopped'), () => {
    throw new Error('a quick stop lost its slot');
  });

describe('AdaptiveSlotTimeout', () => {
  test('gives each slow stop half the time of the one before, but some', async () => {
    const timeout = new AdaptiveSlotTimeout();
    const held: number[] = [];
    for (let index = 0; index < 7; index++) held.push(await heldMs(timeout));

    expect(held).toEqual([1000, 500, 250, 125, 62, 50, 50]);
  });

  test('gives twice the time again after each quick one, but no more than at first', async () => {
    const timeout = new AdaptiveSlotTimeout();
    await heldMs(timeout);
    await heldMs(timeout);
    await heldMs(timeout);
    await quick(timeout);
    expect(await heldMs(timeout)).toBe(250);

    for (let index = 0; index < 5; index++) await quick(timeout);
    expect(await heldMs(timeout)).toBe(1000);
  });

  test('passes on what the stop gives or throws, and forgets its slot', async () => {
    const timeout = new AdaptiveSlotTimeout();
    const release = vi.fn();

    expect(await timeout.limit(Promise.resolve(7), release)).toBe(7);
    await expect(timeout.limit(Promise.reject(new Error('gone')), release)).rejects.toThrow('gone');
    await vi.runAllTimersAsync();
    expect(release).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
