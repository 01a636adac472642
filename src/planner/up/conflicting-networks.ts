import type { NetworkRequest } from '../../model/container-request.ts';
import { LABEL } from '../../model/labels.ts';
import type { NetworkSettings, ObservedContainer, ObservedNetwork } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import { overlap, type Range, readRange } from '../../util/address-range.ts';
import { change } from '../diff/change.ts';
import { goesAsOrphan } from '../snapshot/goes-as-orphan.ts';
import { isOneOff, serviceOf } from '../snapshot/own-containers.ts';
import { sortByName } from '../snapshot/sort-by-name.ts';
import type { UpContext } from '../snapshot/up-context.ts';

interface ConflictingNetwork {
  readonly network: ObservedNetwork;
  readonly cause: Cause;
}

/**
 * Networks of the project that the files have under another name now, or no more, and whose addresses one that is to be
 * made asks for. No engine has two networks with the same addresses: so these go before it, instead of after all else.
 * What still needs them for longer than this run keeps them.
 */
export function conflictingNetworks(
  context: UpContext,
  desired: readonly { readonly request: NetworkRequest }[],
): readonly ConflictingNetwork[] {
  const { project, observed, intent } = context;
  if (intent.noRecreate) return [];
  const names = new Set([...project.networks.values()].map(({ name }) => name));
  return sortByName(observed.networks).flatMap((network) => {
    if (network.labels[LABEL.project] !== project.name || names.has(network.name)) return [];
    const newOwner = desired.find(({ request }) => subnetsOverlap(network, request));
    const members = observed.containers.filter(({ networks }) => networks.has(network.name));
    if (!newOwner || !members.every((container) => leaves(context, container))) return [];
    return [
      { network, cause: { kind: 'changed', fields: [change('name', network.name, newOwner.request.Name)] } },
    ];
  });
}

/** Whether the two cannot be there together. */
export const subnetsOverlap = ({ settings = {} }: ObservedNetwork, request: NetworkRequest): boolean =>
  rangesOf(settings).some((range) => rangesOf(request).some((other) => overlap(range, other)));

const rangesOf = ({ IPAM }: Pick<NetworkSettings, 'IPAM'>): readonly Range[] =>
  (IPAM?.Config ?? []).flatMap(({ Subnet }) => readRange(Subnet ?? '') ?? []);

/** Whether this run makes it as it is to be, or removes it. */
function leaves(context: UpContext, container: ObservedContainer): boolean {
  const owner = serviceOf(container) ?? '';
  if (isOneOff(container)) return false;
  if (context.services.some(({ name }) => name === owner)) return true;
  return goesAsOrphan(context, owner);
}
