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
  { ingress, name, isRunning, settings, containers }: OperationOf<'route-ingress'>,
  { engine, recorded, inOrder }: Pick<StepContext, 'engine' | 'recorded' | 'inOrder'>,
): Promise<void> {
  const target = { id: containerOf(ingress, recorded), name };
  const route = isRunning ? routeTo : prepareRoutes;
  await inOrder(`ingress ${target.id}`, () => {
    const behind = containers.flatMap((container) => routed(container, recorded) ?? []);
    return route(engine, target, settings, behind);
  });
}

/** A new container that has failed gets nothing, and the one that it was to replace goes on. */
function routed(
  { ref, onceDone, unlessFailed, otherwise }: RoutedContainer,
  recorded: Recorded,
): ContainerId | undefined {
  if (onceDone !== undefined && recorded.get(onceDone)?.status !== 'done') return otherwise;
  const watched = unlessFailed === undefined ? undefined : recorded.get(unlessFailed)?.status;
  if (watched === 'failed' || watched === 'cancelled') return otherwise;
  try {
    return containerOf(ref, recorded);
  } catch (error) {
    if (error instanceof MissingResult) return otherwise;
    throw error;
  }
}
