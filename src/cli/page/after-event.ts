import type { EngineAction, EngineEvent } from '../../engine/port/engine-answers.ts';
import type { ObservedContainer } from '../../model/observed.ts';

/**
 * The containers after an event, as far as it tells. The engine tells of some changes before its own lists have them, so a look that comes
 * at once may be too early; a later one has the rest.
 */
export function afterEvent(
  containers: readonly ObservedContainer[],
  event: Pick<EngineEvent, 'container' | 'action' | 'exitCode'>,
): readonly ObservedContainer[] {
  if (event.action === 'destroy') return containers.filter(({ id }) => id !== event.container);
  return containers.map((container) =>
    container.id === event.container ? { ...container, ...changeBy(event) } : container,
  );
}

type Change = Partial<Pick<ObservedContainer, 'state' | 'health' | 'exitCode'>>;

function changeBy({ action, exitCode }: Pick<EngineEvent, 'action' | 'exitCode'>): Change {
  switch (action) {
    case 'pause':
      return { state: 'paused' };
    case 'start':
    case 'unpause':
      return { state: 'running' };
    case 'die':
      return { state: 'exited', ...(exitCode !== undefined && { exitCode }) };
    case 'healthy':
    case 'unhealthy':
      return { health: action };
    default:
      return {};
  }
}

/** Events that change nothing that is shown; probes make them all the time. */
export const isSilent = (action: EngineAction): boolean => action === 'other' || action === 'kill';
