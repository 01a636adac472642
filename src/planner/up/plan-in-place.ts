import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause, FieldChange } from '../../model/plan.ts';
import type { InPlace } from '../diff/remedies.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { addressFreed } from '../handover/take-over-addresses.ts';
import type { AddressHandovers, NetworkChanges } from '../work/contributions.ts';

/** What a container needs to be as wanted without being replaced, and why. */
export interface Adjustment extends InPlace {
  readonly fields: readonly FieldChange[];
}

interface InPlaceWork extends Pick<NetworkChanges, 'networkSteps'>, Pick<AddressHandovers, 'freedAddresses'> {
  readonly plan: PlanBuilder;
}

interface Adjusted {
  /** After which it is as desired. */
  readonly steps: readonly StepId[];
  /** By network that it leaves for good: the step that takes it off. */
  readonly left: ReadonlyMap<string, StepId>;
}

/** Nothing about it differs. */
export const NO_ADJUSTMENT: Adjusted = { steps: [], left: new Map() };

/** Changes limits, and networks: new ones are joined before others are left, so that it is reachable all the time. */
export function planInPlace(
  work: InPlaceWork,
  { id, name }: ObservedContainer,
  { fields, update, joins, leaves }: Adjustment,
): Adjusted {
  const { plan, networkSteps } = work;
  const left = new Map<string, StepId>();
  const cause: Cause = { kind: 'changed', fields };
  const connect = (network: string, after: readonly StepId[]): readonly StepId[] => {
    const endpoint = joins.get(network);
    if (!endpoint) return [];
    const created = networkSteps.get(network);
    return [
      plan.add({
        operation: { kind: 'connect-network', container: { id }, name, network, endpoint },
        cause,
        after: [
          ...after,
          ...(created === undefined ? [] : [created]),
          ...addressFreed(work, network, endpoint),
        ],
      }),
    ];
  };
  const updated = update
    ? [plan.add({ operation: { kind: 'update-container', container: id, name, update }, cause })]
    : [];
  const joined = [...joins.keys()]
    .filter((network) => !leaves.includes(network))
    .flatMap((network) => connect(network, []));
  const moved = leaves.flatMap((network) => {
    const off = plan.add({
      operation: { kind: 'disconnect-network', container: id, name, network },
      cause,
      after: joined,
    });
    if (!joins.has(network)) left.set(network, off);
    return [off, ...connect(network, [off])];
  });
  return { steps: [...updated, ...joined, ...moved], left };
}
