import type { ObservedContainer } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import type { DesiredContainer } from '../request/create-request.ts';
import { hasCompleted } from '../snapshot/conditions.ts';
import type { Inspected } from '../snapshot/up-context.ts';
import { change } from './change.ts';
import { hasSameRequest } from './diff-container.ts';

/**
 * An engine shows the MAC address of a container on a network only while it runs, and gives it one only when it makes it.
 * Of one that has stopped and may have been made for something else, nobody can tell whether it has the right one.
 */
export function unknownAddresses(
  { context, inspections }: Inspected,
  have: ObservedContainer,
  want: DesiredContainer,
): readonly FieldChange[] {
  const endpoints = inspections.get(have.id)?.container.endpoints;
  if (have.state !== 'exited' || !endpoints || hasSameRequest(have, want)) return [];
  if (hasCompleted(context, want.service, have)) return [];
  return Object.entries(want.request.NetworkingConfig.EndpointsConfig).flatMap(
    ([network, { MacAddress: wanted }]) => {
      const seen = endpoints[network];
      return wanted !== undefined && seen && seen.MacAddress === undefined
        ? [change(`networks.${network}.mac_address`, 'unknown', wanted)]
        : [];
    },
  );
}
