import type { ContainerId } from '../../model/ids.ts';
import type { OperationOf, RoutedContainer } from '../../model/operation.ts';
import { prepareRoutes, routeTo } from '../ingress/route-to.ts';
import { containerOf, MissingResult, type Recorded } from './results.ts';
import type { StepContext } from './step-context.ts';

/**
 * Each route tells all of it: one after another, they read how things stand when it is their turn.
 *
 * Error: UserError `ingress-failed`, when nothing has changed.
 */
export async function routeIngress(
  { ingress, name, isRunning, settings, containers: routes }: OperationOf<'route-ingress'>,
  { engine, recorded, inOrder }: Pick<StepContext, 'engine' | 'recorded' | 'inOrder'>,
): Promise<void> {
  const target = { id: containerOf(ingress, recorded), name };
  const route = isRunning ? routeTo : prepareRoutes;
  await inOrder(`ingress ${target.id}`, () => {
    const behind = routes.map((one) => routed(one, recorded));
    const containers = behind.flatMap(({ container }) => container ?? []);
    const spares = behind.flatMap(({ spare }) => spare ?? []);
    return route(engine, target, settings, containers, spares);
  });
}

interface Routed {
  readonly container: ContainerId | undefined;
  /** Gets what that one does not accept. */
  readonly spare?: ContainerId | undefined;
}

/** A new container that has failed gets nothing, and the one that it was to replace goes on. */
function routed(
  { ref, onceDone, unlessFailed, hasSpare, otherwise }: RoutedContainer,
  recorded: Recorded,
): Routed {
  if (onceDone !== undefined && recorded.get(onceDone)?.status !== 'done') return { container: otherwise };
  const watched = unlessFailed === undefined ? undefined : recorded.get(unlessFailed)?.status;
  if (watched === 'failed' || watched === 'cancelled') return { container: otherwise };
  const isWatched = hasSpare || (unlessFailed !== undefined && watched === undefined);
  try {
    return { container: containerOf(ref, recorded), spare: isWatched ? otherwise : undefined };
  } catch (error) {
    if (error instanceof MissingResult) return { container: otherwise };
    throw error;
  }
}
