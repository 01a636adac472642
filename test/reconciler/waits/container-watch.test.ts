import { afterEach, expect, test, vi } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import { watchContainers } from '../../../src/reconciler/waits/container-watch.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

afterEach(() => vi.useRealTimers());

test('watchContainers() gives up an engine whose streams of events break as soon as they begin', async () => {
  vi.useFakeTimers();
  let streams = 0;
  class Broken extends RecordingEngine {
    override subscribe = async () => {
      streams++;
      return { ended: Promise.reject(new Error('no JSON')), close: () => {} };
    };
  }
  const watch = await watchContainers(new Broken(), 'p');
  const { queue } = watch.follow(containerId('a'));
  await vi.advanceTimersByTimeAsync(60_000);

  const news = async (): Promise<void> => {
    for (;;) expect(await queue.next(new AbortController().signal)).toEqual({ action: 'gap' });
  };
  await expect(news()).rejects.toMatchObject({ code: 'engine-unreachable' });
  expect(streams).toBe(6);
});
