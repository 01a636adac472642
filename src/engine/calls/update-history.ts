import { type ContainerId, containerId } from '../../model/ids.ts';
import type { ContainerHistory } from '../../model/observed.ts';
import type { EventMessage } from '../answers/wire.ts';
import type { Transport } from '../connection/transport.ts';

/** Joining and leaving are events of the network, and cannot be filtered by the labels of the container. */
const FILTERS = JSON.stringify({
  type: ['container', 'network'],
  event: ['update', 'start', 'kill', 'die', 'connect', 'disconnect'],
});

/**
 * The containers of any project that were changed after their creation: their limits (`docker update`) or their networks; and
 * those that are being stopped. The engine remembers only its last 256 events of any kind. Lists have neither limits nor the
 * aliases of a container on a network, and show one that is being stopped as running; the only other source is an
 * inspection of each container.
 *
 * @param enough ends the wait. An engine whose clock is behind this machine's keeps the stream open until that time.
 * @returns nothing when the engine does not answer in time; never fails, because this only adds to the lists.
 */
export async function containerHistory(transport: Transport, enough: AbortSignal): Promise<ContainerHistory> {
  const now = Date.now();
  const query = { since: 1, until: (now / 1000).toFixed(3), filters: FILTERS };
  try {
    const text = await transport.text({ method: 'GET', path: '/events', query, signal: enough });
    const lines = text.split('\n').filter((line) => line !== '');
    const events = lines.map((line): EventMessage => JSON.parse(line));
    return { updated: changedByHand(events), stopping: stopsUnderWay(events, now) };
  } catch {
    return { updated: new Set(), stopping: new Map() };
  }
}

/**
 * A start sends `connect` for each network and then `start`; an end sends `disconnect` for each. Any other `connect` or
 * `disconnect` is a manual change.
 */
export function changedByHand(events: readonly EventMessage[]): ReadonlySet<ContainerId> {
  const changed = new Set<string>();
  const joined = new Set<string>();
  const left = new Set<string>();
  for (const { Action: action, Actor: actor } of events) {
    if (action === 'update') changed.add(actor.ID);
    else if (action === 'start') joined.delete(actor.ID);
    // A container may have a label `container`; only for a network the attribute is the id of a container.
    const container = actor.Attributes?.container;
    if (container === undefined) continue;
    const pair = `${container} ${actor.ID}`;
    if (action === 'connect') {
      joined.add(container);
      left.delete(pair);
    } else if (action === 'disconnect') {
      if (joined.has(container) || left.has(pair)) changed.add(container);
      left.add(pair);
    }
  }
  return new Set([...changed, ...joined].map(containerId));
}

/** What programs take for an order to go on in another way. Any other signal is meant to end a container. */
const HARMLESS: ReadonlySet<string> = new Set(['1', '10', '12', '18', '28']);

/** @returns how long ago the signal was sent that these containers have not obeyed yet */
export function stopsUnderWay(
  events: readonly EventMessage[],
  nowMs: number,
): ReadonlyMap<ContainerId, number> {
  const stopping = new Map<ContainerId, number>();
  for (const { Action: action, Actor: actor, time } of events) {
    const id = containerId(actor.ID);
    if (action === 'start' || action === 'die') stopping.delete(id);
    if (action !== 'kill' || HARMLESS.has(actor.Attributes?.signal ?? '')) continue;
    // A second signal is the end of the same stop.
    if (!stopping.has(id)) stopping.set(id, Math.max(0, nowMs - time * 1000));
  }
  return stopping;
}
