import { type ContainerId, containerId } from '../../model/ids.ts';
import type { EventMessage } from '../answers/wire.ts';
import type { Transport } from '../connection/transport.ts';

/** When its clock is behind ours, the engine waits for what is to come until then. */
const PATIENCE_MS = 250;

/** A container that joins or leaves a network tells of it under the network, which knows no labels to ask for. */
const FILTERS = JSON.stringify({
  type: ['container', 'network'],
  event: ['update', 'start', 'connect', 'disconnect'],
});

/**
 * The containers of any project that somebody changed after they were made: their limits (`docker update`), or their
 * networks, as far as the engine remembers: its last 256 events of any kind. Lists do not tell of limits, nor of the names
 * that a container has on a network. Nothing else but an inspection of each container tells.
 *
 * @returns none when it does not tell in time; never fails, as this only adds to what the lists say.
 */
export async function updatedContainers(transport: Transport): Promise<ReadonlySet<ContainerId>> {
  const query = { since: 1, until: (Date.now() / 1000).toFixed(3), filters: FILTERS };
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const text = await transport.text({ method: 'GET', path: '/events', query, signal });
    const lines = text.split('\n').filter((line) => line !== '');
    return changedByHand(lines.map((line): EventMessage => JSON.parse(line)));
  } catch {
    return new Set();
  }
}

/**
 * A start is told as `connect` for each network and then `start`, an end as `disconnect` for each. What else joins was
 * joined by hand; so is left by hand what was left already.
 */
export function changedByHand(events: readonly EventMessage[]): ReadonlySet<ContainerId> {
  const changed = new Set<string>();
  const joined = new Set<string>();
  const left = new Set<string>();
  for (const { Action: action, Actor: actor } of events) {
    if (action === 'update') changed.add(actor.ID);
    else if (action === 'start') joined.delete(actor.ID);
    // Of a container, a label may be called `container`: only networks mean one by it.
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
