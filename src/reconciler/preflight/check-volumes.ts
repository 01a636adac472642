import { commandHint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';

/**
 * The volumes that the plan makes anew although containers have them that it does not remove, running or not: an engine
 * would refuse to remove them, when those of the plan are gone already.
 */
export function checkVolumes(plan: Plan, everywhere: readonly ObservedContainer[]): readonly UserError[] {
  // An engine accepts a name wherever it accepts an id.
  const removed = new Set<string>(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'remove-container' && 'id' in operation.container ? [operation.container.id] : [],
    ),
  );
  return plan.steps.flatMap(({ operation, optional }) => {
    if (operation.kind !== 'remove-volume' || optional) return [];
    const { name: volume } = operation;
    const holders = everywhere
      .filter(
        ({ id, name, mounts }) =>
          ![id, name].some((one) => removed.has(one)) && mounts.some((mount) => mount.name === volume),
      )
      .map(({ name }) => name)
      .sort();
    if (holders.length === 0) return [];
    return [
      new UserError(
        'in-use',
        `volume "${volume}" changed and has to be recreated, but containers of others mount it: ${holders.join(', ')}`,
        { hint: ['remove them first, if they can go: ', commandHint('docker', 'rm', '-f', ...holders)] },
      ),
    ];
  });
}
