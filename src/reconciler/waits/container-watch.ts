import type { Engine } from '../../engine/port/engine.ts';
import type { EngineEvent, Subscription } from '../../engine/port/engine-answers.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import { AsyncQueue } from './async-queue.ts';

/** `gap`: the stream broke and was taken up again; whatever happened in between has to be asked for. */
export type WatchedEvent = EngineEvent | { readonly action: 'gap' };

/** One subscription to the engine's events for a whole plan, shared by all its waits. */
export interface ContainerWatch {
  /** Everything about the container from now on. */
  follow(id: ContainerId): { readonly queue: AsyncQueue<WatchedEvent>; stop(): void };
  close(): void;
}

function wentAway({ endpoint }: Engine, cause: unknown): EngineError {
  return new EngineError('engine-unreachable', `the engine at ${endpoint} went away, and did not come back`, {
    hint: "check the engine's log, and run the command again when it is back: finished steps are kept",
    cause,
  });
}

/** What to wait before each try, until a stream lasts. */
const RETRIES_MS = [0, 200, 500, 1000, 2000];
const LASTING_MS = 5000;

/** Resolves when the engine listens. Error: EngineError when it does not. */
export async function watchContainers(engine: Engine, project: string): Promise<ContainerWatch> {
  const followers = new Map<ContainerId, Set<AsyncQueue<WatchedEvent>>>();
  const everyone = () => [...followers.values()].flatMap((queues) => [...queues]);
  const labels = [`${LABEL.project}=${project}`];
  let closed = false;
  let tries = 0;
  let subscription = await subscribe();

  function subscribe(): Promise<Subscription> {
    return engine.subscribe(labels, (event) => {
      for (const queue of followers.get(event.container) ?? []) queue.push(event);
    });
  }

  async function keepUp(): Promise<void> {
    for (;;) {
      let reason: unknown = new Error('the engine ended its event stream');
      const began = Date.now();
      await subscription.ended.catch((error: unknown) => {
        reason = error;
      });
      if (closed) return;
      if (Date.now() - began >= LASTING_MS) tries = 0;
      const next = await subscribeAgain();
      if (closed) next?.close();
      if (closed) return;
      if (!next) {
        for (const queue of everyone()) queue.fail(wentAway(engine, reason));
        return;
      }
      subscription = next;
      for (const queue of everyone()) queue.push({ action: 'gap' });
    }
  }

  async function subscribeAgain(): Promise<Subscription | undefined> {
    while (tries < RETRIES_MS.length) {
      const delayMs = RETRIES_MS[tries++] ?? 0;
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (closed) return undefined;
      try {
        return await subscribe();
      } catch {
        // The next try, or the reason why the stream broke in the first place, says enough.
      }
    }
    return undefined;
  }

  void keepUp();
  return {
    follow(id) {
      const queue = new AsyncQueue<WatchedEvent>();
      const queues = followers.get(id) ?? new Set();
      followers.set(id, queues.add(queue));
      return { queue, stop: () => queues.delete(queue) };
    },
    close() {
      closed = true;
      subscription.close();
    },
  };
}
