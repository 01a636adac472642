import type { Engine } from '../../engine/port/engine.ts';
import type { EngineEvent, Subscription } from '../../engine/port/engine-answers.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import { lookPauseMs } from '../../util/look-until.ts';
import { AsyncQueue } from './async-queue.ts';

/**
 * `gap`: the stream broke and was taken up again; whatever happened in between has to be asked for. `look`: nothing is
 * known to have happened, but an engine may lose events, or have a stream that is open and silent.
 */
export type WatchedEvent = EngineEvent | { readonly action: 'gap' | 'look' };

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

/** What to wait before each look while there are no events. */
const BLIND_LOOK_MS = 1000;

/** How long the engine has to begin its stream of events, until waits begin without it. */
const LISTENING_MS = 5000;

/**
 * Resolves when the engine listens, or keeps its events to itself although it answers: the waits then look from time to
 * time. Error: EngineError when there is no engine.
 */
export async function watchContainers(engine: Engine, project: string): Promise<ContainerWatch> {
  const watch = new EventWatch(engine, project);
  await watch.open();
  return watch;
}

class EventWatch implements ContainerWatch {
  readonly #engine: Engine;
  readonly #labels: readonly string[];
  readonly #followers = new Map<ContainerId, Set<AsyncQueue<WatchedEvent>>>();
  #subscription: Subscription | undefined;
  #closed = false;
  #tries = 0;
  #looks = 0;
  #lookTimer: NodeJS.Timeout | undefined;

  constructor(engine: Engine, project: string) {
    this.#engine = engine;
    this.#labels = [`${LABEL.project}=${project}`];
  }

  async open(): Promise<void> {
    const opening = this.#subscribe().then((subscription) => this.#take(subscription));
    const first = opening.catch((error: unknown) => {
      if (!answers(error)) throw error;
    });
    // Later failures are those of a stream that broke.
    first.catch(() => {});
    await Promise.race([first, enoughOf(LISTENING_MS)]);
    void first.then(
      () => this.#keepUp(),
      () => this.#keepUp(),
    );
    this.#planLook();
  }

  follow(id: ContainerId): { readonly queue: AsyncQueue<WatchedEvent>; stop(): void } {
    const queue = new AsyncQueue<WatchedEvent>();
    const queues = this.#followers.get(id) ?? new Set();
    this.#followers.set(id, queues.add(queue));
    return { queue, stop: () => queues.delete(queue) };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#lookTimer);
    this.#subscription?.close();
  }

  #subscribe(): Promise<Subscription> {
    return this.#engine.subscribe(this.#labels, (event) => {
      for (const queue of this.#followers.get(event.container) ?? []) queue.push(event);
    });
  }

  #take(subscription: Subscription): void {
    this.#subscription = subscription;
    if (this.#closed) subscription.close();
  }

  #tellAll(event: WatchedEvent): void {
    for (const queue of this.#everyone()) queue.push(event);
  }

  #everyone(): readonly AsyncQueue<WatchedEvent>[] {
    return [...this.#followers.values()].flatMap((queues) => [...queues]);
  }

  #planLook(): void {
    if (this.#closed) return;
    const waitMs = this.#subscription ? lookPauseMs(this.#looks++) : BLIND_LOOK_MS;
    this.#lookTimer = setTimeout(() => {
      this.#tellAll({ action: 'look' });
      this.#planLook();
    }, waitMs);
  }

  async #keepUp(): Promise<void> {
    while (!this.#closed) {
      const reason = await this.#untilBroken();
      if (this.#closed) return;
      const next = await this.#subscribeAgain();
      if (next) this.#take(next);
      else if (!this.#closed)
        for (const queue of this.#everyone()) queue.fail(wentAway(this.#engine, reason));
      if (!next) return;
      this.#tellAll({ action: 'gap' });
    }
  }

  /** @returns why there are no more events. */
  async #untilBroken(): Promise<unknown> {
    const began = Date.now();
    let reason: unknown = new Error('the engine ended its event stream');
    await this.#subscription?.ended.catch((error: unknown) => {
      reason = error;
    });
    this.#subscription = undefined;
    if (Date.now() - began >= LASTING_MS) this.#tries = 0;
    return reason;
  }

  async #subscribeAgain(): Promise<Subscription | undefined> {
    while (this.#tries < RETRIES_MS.length) {
      await pause(RETRIES_MS[this.#tries++] ?? 0);
      if (this.#closed) return undefined;
      try {
        return await this.#subscribe();
      } catch (error) {
        // An engine that answers is there: it is asked again and again. Of one that does not, the next try, or the reason
        // why the stream broke in the first place, says enough.
        if (answers(error)) this.#tries = Math.min(this.#tries, RETRIES_MS.length - 1);
      }
    }
    return undefined;
  }
}

/** One that keeps its events to itself may still answer the looks, which fail when there is none. */
const answers = (error: unknown): boolean =>
  error instanceof EngineError && (error.status !== undefined || error.code === 'engine-timeout');

const pause = (ms: number): Promise<void> | undefined =>
  ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : undefined;

/** No reason for the process to stay. */
const enoughOf = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
