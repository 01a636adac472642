import { type ContainerId, containerId } from '../model/ids.ts';
import type { Transport } from './transport.ts';
import type { EventMessage } from './wire.ts';

/** When its clock is behind ours, the engine waits for what is to come until then. */
const PATIENCE_MS = 250;

/**
 * The containers whose limits somebody changed (`docker update`), as far as the engine remembers: its last 256 events of
 * any kind. Nothing else but an inspection of each container tells.
 *
 * @returns none when it does not tell in time; never fails, as this only adds to what the lists say.
 */
export async function updatedContainers(
  transport: Transport,
  labels: readonly string[],
): Promise<ReadonlySet<ContainerId>> {
  const query = {
    since: 1,
    until: (Date.now() / 1000).toFixed(3),
    filters: JSON.stringify({ type: ['container'], event: ['update'], label: labels }),
  };
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const text = await transport.text({ method: 'GET', path: '/events', query, signal });
    const lines = text.split('\n').filter((line) => line !== '');
    return new Set(lines.map((line) => readId(JSON.parse(line))));
  } catch {
    return new Set();
  }
}

const readId = ({ Actor }: EventMessage): ContainerId => containerId(Actor.ID);
