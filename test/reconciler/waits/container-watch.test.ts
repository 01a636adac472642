import { afterEach, expect, test, vi } from 'vitest';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { containerId } from '../../../src/model/ids.ts';
import { type ContainerWatch, watchContainers } from '../../../src/reconciler/waits/container-watch.ts';
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
    for (;;) expect(['gap', 'look']).toContain((await queue.next(new AbortController().signal)).action);
  };
  await expect(news()).rejects.toMatchObject({ code: 'engine-unreachable' });
  expect(streams).toBe(6);
});

const NEVER = new AbortController().signal;

/** Filled with what the watch tells of a container. */
function news(watch: ContainerWatch): readonly string[] {
  const { queue } = watch.follow(containerId('a'));
  const told: string[] = [];
  const listen = async (): Promise<never> => {
    for (;;) told.push((await queue.next(NEVER)).action);
  };
  void listen();
  return told;
}

test('watchContainers() has everyone look from time to time while the stream of events is silent', async () => {
  vi.useFakeTimers();
  const watch = await watchContainers(new RecordingEngine(), 'p');
  const told = news(watch);
  await vi.advanceTimersByTimeAsync(30_000);
  watch.close();

  expect(told).toEqual(['look', 'look', 'look']);
});

test('watchContainers() does without events when the engine answers and refuses them, and takes them when they come', async () => {
  vi.useFakeTimers();
  let refused = 0;
  class Refusing extends RecordingEngine {
    override subscribe = async () => {
      if (refused++ < 20) throw new EngineError('engine-refused', 'no events today', { status: 500 });
      return { ended: new Promise<never>(() => {}), close: () => {} };
    };
  }
  const watch = await watchContainers(new Refusing(), 'p');
  const told = news(watch);
  await vi.advanceTimersByTimeAsync(60_000);
  watch.close();

  expect(refused).toBe(21);
  expect(told.filter((action) => action === 'gap')).toHaveLength(1);
});

test('watchContainers() does not wait for ever for a stream that never begins', async () => {
  vi.useFakeTimers();
  class Hanging extends RecordingEngine {
    override subscribe = () => new Promise<never>(() => {});
  }
  const opening = watchContainers(new Hanging(), 'p');
  await vi.advanceTimersByTimeAsync(5_000);
  const watch = await opening;
  const told = news(watch);
  await vi.advanceTimersByTimeAsync(2_000);
  watch.close();

  expect(told).toEqual(['look', 'look']);
});

test('watchContainers() fails where there is no engine', async () => {
  class Gone extends RecordingEngine {
    override subscribe = () => Promise.reject(new EngineError('engine-unreachable', 'gone'));
  }

  await expect(watchContainers(new Gone(), 'p')).rejects.toMatchObject({ code: 'engine-unreachable' });
});

test('watchContainers() leaves no timer behind once it is closed', async () => {
  vi.useFakeTimers();
  const watch = await watchContainers(new RecordingEngine(), 'p');
  await vi.advanceTimersByTimeAsync(20_000);
  watch.close();

  expect(vi.getTimerCount()).toBe(0);
});
