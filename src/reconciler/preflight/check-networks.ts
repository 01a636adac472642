import { commandHint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';

/**
 * The networks that the plan makes anew although containers are on them that it does not take off: an engine would
 * refuse to remove them, when those of the plan are stopped already.
 */
export function checkNetworks(plan: Plan, everywhere: readonly ObservedContainer[]): readonly UserError[] {
  const off = new Set(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'disconnect-network' ? [`${operation.container} ${operation.network}`] : [],
    ),
  );
  return plan.steps.flatMap(({ operation, optional }) => {
    // Where staying is no harm, it is tried.
    if (operation.kind !== 'remove-network' || optional) return [];
    const { id: networkId, name } = operation;
    const guests = everywhere.filter(
      ({ id, state, networks }) =>
        networks.get(name)?.networkId === networkId && isAlive({ state }) && !off.has(`${id} ${name}`),
    );
    const [first] = guests;
    if (!first) return [];
    return [
      new UserError(
        'in-use',
        `network "${name}" changed and has to be recreated, but containers of others use it: ${guests.map(describe).join(', ')}`,
        {
          hint: [
            'stop them, or disconnect them first: ',
            commandHint('docker', 'network', 'disconnect', name, first.name),
          ],
        },
      ),
    ];
  });
}

function describe({ name, labels }: ObservedContainer): string {
  const project = labels[LABEL.project];
  return `container ${name}${project === undefined ? '' : ` of project "${project}"`}`;
}
