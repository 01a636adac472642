import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause, FieldChange } from '../../model/plan.ts';
import type { InPlace } from '../diff/remedies.ts';
import { addressFreed } from '../handover/take-over-addresses.ts';
import type { UpWork } from '../work/up-work.ts';

/** What a container needs to be as wanted without being replaced, and why. */
export interface Adjustment extends InPlace {
  readonly fields: readonly FieldChange[];
}

/** Changes limits, and networks: new ones are joined before others are left, so that it is reachable all the time. */
export function planInPlace(
  work: UpWork,
  { id, name }: ObservedContainer,
  { fields, update, joins, leaves }: Adjustment,
): readonly StepId[] {
  const { plan, networkSteps, departures } = work;
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
    const left = plan.add({
      operation: { kind: 'disconnect-network', container: id, name, network },
      cause,
      after: joined,
    });
    if (!joins.has(network)) departures.set(`${id} ${network}`, left);
    return [left, ...connect(network, [left])];
  });
  return [...updated, ...joined, ...moved];
}
