import type { EndpointRequest, HostConfig, UpdateRequest } from '../../model/container-request.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import { defined } from '../../util/defined.ts';
import type { DesiredContainer, RequestedContainer } from '../request/create-request.ts';

/** What makes a container as wanted while it goes on running. */
export interface InPlace {
  readonly update?: UpdateRequest;
  /** By network name: with which settings it joins, after it has left where it is on it already. */
  readonly joins: ReadonlyMap<string, EndpointRequest>;
  readonly leaves: readonly string[];
}

/**
 * The fields that an engine changes in place. Not among them: `blkio_config.weight`, which kernels without support
 * discard, so that it would differ for ever; a container that is made with it keeps the hash of what was asked for.
 *
 * Source: https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerUpdate
 */
const UPDATES: ReadonlyMap<string, keyof UpdateRequest> = new Map([
  ['cpu_period', 'CpuPeriod'],
  ['cpu_quota', 'CpuQuota'],
  ['cpu_shares', 'CpuShares'],
  ['cpus', 'NanoCpus'],
  ['cpuset', 'CpusetCpus'],
  ['mem_limit', 'Memory'],
  ['mem_reservation', 'MemoryReservation'],
  ['memswap_limit', 'MemorySwap'],
  ['pids_limit', 'PidsLimit'],
  ['restart', 'RestartPolicy'],
]);

/** What is sent to take a setting away. The engine takes the others' absence for "as it is". */
const NONE: UpdateRequest = { PidsLimit: 0, RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } };

export interface InPlaceContext {
  /** As the inspection tells it; undefined: only lists were looked at. */
  readonly live: HostConfig | undefined;
  /** Networks that the plan takes it off and puts it on again: that is the remedy already. */
  readonly moves: ReadonlySet<string>;
  /** Whether running containers can join and leave a network. */
  readonly isPluggable: (network: string) => boolean;
}

/** @returns undefined when only a new container will do. */
export function remedyInPlace(
  fields: readonly FieldChange[],
  have: ObservedContainer,
  desired: RequestedContainer,
  context: InPlaceContext,
): InPlace | undefined {
  const updates = new Set<keyof UpdateRequest>();
  const touched = new Set<string>();
  for (const { field } of fields) {
    const network = networkIn(field, have, desired);
    if (field === homeAddress(have)) return undefined;
    if (network !== undefined) touched.add(network);
    else {
      const member = UPDATES.get(field);
      if (member === undefined) return undefined;
      updates.add(member);
    }
  }
  const networks = moveBetween(
    [...touched].filter((name) => !context.moves.has(name)).sort(),
    have,
    desired,
    context,
  );
  const update = updates.size === 0 ? {} : updateRequest(updates, desired.request.HostConfig, context.live);
  if (!networks || !update) return undefined;
  return { ...networks, ...(Object.keys(update).length > 0 ? { update } : {}) };
}

/**
 * The fields with a remark at those that change in place as a rule, and do not this time. An engine takes neither 0 nor -1
 * for "no limit" again: it keeps what there was, or refuses.
 *
 * Source: Docker Engine 26.1.5, asked for `Memory: 0`, `Memory: -1`, `NanoCpus: 0` and `CpusetCpus: ""`.
 */
export function remarkOnRemovals(
  fields: readonly FieldChange[],
  { request }: RequestedContainer,
): readonly FieldChange[] {
  return fields.map((field) => {
    const member = UPDATES.get(field.field);
    const { [member ?? 'Memory']: wanted, Memory } = request.HostConfig;
    const isRemoved = member !== undefined && !wanted && NONE[member] === undefined;
    // That of swap follows the one of memory.
    return !isRemoved || (member === 'MemorySwap' && Memory)
      ? field
      : { ...field, remark: 'an engine takes it off only with a new container' };
  });
}

/** `networks.app_front`, `networks.app_front.aliases`: names of networks may have dots in them too. */
function networkIn(field: string, have: ObservedContainer, desired: DesiredContainer): string | undefined {
  if (!field.startsWith('networks.')) return undefined;
  const rest = field.slice('networks.'.length);
  const names = [...have.networks.keys(), ...desired.networks].filter(
    (name) => rest === name || rest.startsWith(`${name}.`),
  );
  return names.sort((a, b) => b.length - a.length)[0];
}

/** The engine goes on telling the MAC address that a container was made with, although it has left its first network. */
const homeAddress = ({ networkMode }: ObservedContainer): string => `networks.${networkMode}.mac_address`;

/** An engine gives a container a MAC address when it makes it, and takes none from whoever joins a network later. */
export const hasOwnMac = ({ request }: RequestedContainer, network: string): boolean =>
  request.NetworkingConfig.EndpointsConfig[network]?.MacAddress !== undefined;

function moveBetween(
  names: readonly string[],
  have: ObservedContainer,
  desired: RequestedContainer,
  { isPluggable }: InPlaceContext,
): Pick<InPlace, 'joins' | 'leaves'> | undefined {
  if (names.length === 0) return { joins: new Map(), leaves: [] };
  // Between two attempts the engine neither takes a container off a network nor puts it on one properly.
  if (have.state === 'restarting' || desired.networks.length === 0 || !names.every(isPluggable))
    return undefined;
  if (names.some((name) => hasOwnMac(desired, name))) return undefined;
  const endpoints = desired.request.NetworkingConfig.EndpointsConfig;
  return {
    joins: new Map(names.flatMap((name) => (endpoints[name] ? [[name, endpoints[name]] as const] : []))),
    leaves: names.filter((name) => have.networks.has(name)),
  };
}

function updateRequest(
  members: ReadonlySet<keyof UpdateRequest>,
  want: HostConfig,
  live: HostConfig | undefined,
): UpdateRequest | undefined {
  if (!live) return undefined;
  // The engine counts in one of the two ways, and refuses to go over to the other.
  const [shares, amount] = [live.CpuPeriod || live.CpuQuota, live.NanoCpus];
  if (members.has('NanoCpus') && shares) return undefined;
  if ((members.has('CpuPeriod') || members.has('CpuQuota')) && amount) return undefined;
  let update: UpdateRequest = {};
  for (const member of members) {
    const value = want[member] || NONE[member];
    if (value === undefined && member !== 'MemorySwap') return undefined;
    update = { ...update, [member]: value };
  }
  if (!members.has('Memory') && !members.has('MemorySwap')) return update;
  // A limit above what limits it together with swap is refused, so both are sent, with the engine's own default.
  if (!want.Memory) return undefined;
  // An engine notes down that swap has no limit any more, and leaves the limit where it is.
  if (want.MemorySwap === -1 && (live.MemorySwap ?? 0) > 0) return undefined;
  return defined<UpdateRequest>({
    ...update,
    Memory: want.Memory,
    MemorySwap: want.MemorySwap || want.Memory * 2,
  });
}
