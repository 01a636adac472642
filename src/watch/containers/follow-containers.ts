import { setTimeout } from 'node:timers/promises';
import type { Engine } from '../../engine/port/engine.ts';
import type { EngineEvent, Subscription } from '../../engine/port/engine-answers.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';

export interface ContainerNews {
  /** The container runs, or does not, now. */
  seen(id: ContainerId, service: string, name: string, running: boolean): void;
  gone(id: ContainerId): void;
  /** The stream of events was interrupted and taken up again; each container has been `seen` again. */
  missed(): void;
  /** The stream of events broke off. */
  lost(error: unknown): void;
}

const LONGEST_PAUSE_MS = 5000;

/**
 * Follows the containers of a project as they start and stop. When the engine goes away, it is tried again with backoff: the
 * dev loop outlives a restart of the engine.
 */
export async function followContainers(
  engine: Engine,
  project: string,
  news: ContainerNews,
): Promise<{ close(): void }> {
  const labels = [`${LABEL.project}=${project}`];
  let closed = false;
  let subscription = await look();

  async function look(): Promise<Subscription> {
    const next = await engine.subscribe(labels, onEvent);
    for (const { id, name, state, labels: own } of await engine.listContainers(labels)) {
      const service = serviceOf(own);
      if (service !== undefined) news.seen(id, service, name, state === 'running');
    }
    return next;
  }

  function onEvent({ container, name, action, labels: own }: EngineEvent): void {
    const service = serviceOf(own);
    if (service === undefined) return;
    if (action === 'start' || action === 'unpause') news.seen(container, service, name, true);
    if (action === 'die' || action === 'pause') news.seen(container, service, name, false);
    if (action === 'destroy') news.gone(container);
  }

  async function keepUp(): Promise<void> {
    for (;;) {
      const reason = await subscription.ended.then(
        () => undefined,
        (error: unknown) => error,
      );
      if (closed) return;
      news.lost(reason);
      for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
        await setTimeout(pauseMs, undefined, { ref: false });
        if (closed) return;
        const next = await look().catch(() => undefined);
        if (!next) continue;
        subscription = next;
        break;
      }
      if (closed) subscription.close();
      news.missed();
    }
  }

  void keepUp();
  return {
    close() {
      closed = true;
      subscription.close();
    },
  };
}

/** One-off containers are made for one command, and get no files. */
function serviceOf(labels: Readonly<Record<string, string>>): string | undefined {
  return labels[LABEL.oneOff] === 'True' ? undefined : labels[LABEL.service];
}
