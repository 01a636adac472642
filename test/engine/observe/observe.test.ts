import { afterEach, expect, test, vi } from 'vitest';
import { observe, startObserving } from '../../../src/engine/observe/observe.ts';
import type { ContainerId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('ask() gives the engine as long again for what it remembers as it took for its lists, and a moment', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  let answer = (_: readonly ObservedContainer[]): void => {};
  let enough: AbortSignal | undefined;
  const engine = Object.assign(new RecordingEngine(), {
    listContainers: () =>
      new Promise<readonly ObservedContainer[]>((resolve) => {
        answer = resolve;
      }),
    containerHistory: async (signal: AbortSignal) => {
      enough = signal;
      return { updated: new Set<ContainerId>(), stopping: new Map<ContainerId, number>() };
    },
  });

  startObserving(engine, 'app', true);
  await vi.advanceTimersByTimeAsync(3000);
  answer([]);
  await vi.advanceTimersByTimeAsync(3200);
  expect(enough?.aborted).toBe(false);

  await vi.advanceTimersByTimeAsync(50);
  expect(enough?.aborted).toBe(true);
});

test('observe() sets apart what holds connections: it is no container of the project', async () => {
  const web = anObservedContainer('web');
  const helper = anObservedContainer('web', { name: 'app-web-hold', labels: { [LABEL.hold]: 'app' } });
  const engine = Object.assign(new RecordingEngine(), { listContainers: async () => [helper, web] });
  const { containers, holdHelpers } = await observe(engine, 'app', []);
  expect(containers).toEqual([web]);
  expect(holdHelpers).toEqual([helper]);
});
