import type { HostConfig } from '../../model/container-request.ts';
import type { ForeignContainer, ObservedContainer, ObservedMount } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { volumesFromContainers } from '../request/peer-references.ts';
import { change } from './change.ts';
import { shortIds } from './show-value.ts';

/** By the names that the files have. Absent: nobody looked, or the engine has none. */
export type ForeignContainers = ReadonlyMap<string, ForeignContainer>;

const CONTAINER = 'container:';

/** The container of somebody else whose namespace is meant: `container:NAME`. */
export const foreignContainerOf = (mode: string | undefined): string | undefined =>
  mode?.startsWith(CONTAINER) ? mode.slice(CONTAINER.length) : undefined;

/** The containers outside of the project whose namespaces or volumes its services share, each once. */
export function foreignContainersOf(project: Project): readonly string[] {
  const names = [...project.services.values()].flatMap((service) => [
    ...[service.networkMode, service.ipc, service.pid].flatMap((mode) => foreignContainerOf(mode) ?? []),
    ...foreignVolumesFrom(service),
  ]);
  return [...new Set(names)].sort();
}

/** Only an inspection tells whose processes or memory a container shares; whose network, lists do. */
export const sharesForeignIpcOrPid = ({ ipc, pid }: ServiceSpec, foreign: ForeignContainers): boolean =>
  [ipc, pid].some((mode) => foreign.has(foreignContainerOf(mode) ?? ''));

/** What lists tell: another container bears the name now, and the namespace that this one joined is nobody's any more. */
export function diffForeignContainers(
  have: ObservedContainer,
  service: ServiceSpec,
  foreign: ForeignContainers,
): readonly FieldChange[] {
  if (foreign.size === 0) return [];
  const changes = diffForeignVolumes(have, service, foreign);
  const now = foreign.get(foreignContainerOf(service.networkMode) ?? '');
  const { networkMode } = have;
  if (
    now === undefined ||
    foreignContainerOf(networkMode) === undefined ||
    networkMode === CONTAINER + now.id
  )
    return changes;
  return [change('network_mode', shortIds(networkMode ?? ''), shortIds(CONTAINER + now.id)), ...changes];
}

/** The engine remembers a lender by name, so it is its volumes that say whether it is the same one. */
function diffForeignVolumes(
  have: ObservedContainer,
  service: ServiceSpec,
  foreign: ForeignContainers,
): readonly FieldChange[] {
  // Which of several lenders has its way at one place, nobody needs to know here.
  if (foreignVolumesFrom(service).length !== service.volumesFrom.length) return [];
  const lent = foreignVolumesFrom(service)
    .flatMap((name) => foreign.get(name)?.mounts ?? [])
    .filter(({ type }) => type !== 'tmpfs');
  const own = new Set([
    ...service.volumes.map(({ target }) => target),
    ...service.tmpfs.map((entry) => entry.split(':')[0] ?? entry),
  ]);
  return [...new Set(lent.map(({ target }) => target))].flatMap((target) => {
    const offers = lent.filter((mount) => mount.target === target).map(showMount);
    const mounted = have.mounts.find((mount) => mount.target === target);
    const from = mounted && showMount(mounted);
    if (own.has(target) || (from !== undefined && offers.includes(from))) return [];
    return [change(`volumes_from.${target}`, from && shortIds(from), shortIds(offers[0] ?? ''))];
  });
}

const showMount = ({ type, name, source }: ObservedMount): string => `${type} ${name ?? source}`;

/** The containers of others whose volumes it mounts. */
const foreignVolumesFrom = (service: ServiceSpec): readonly string[] =>
  volumesFromContainers(service).map((entry) => entry.split(':')[0] ?? entry);

/** As the engine has it, which keeps the ids that the names stood for; what no one can tell is as it is. */
export function withForeignIds(want: HostConfig, have: HostConfig, foreign: ForeignContainers): HostConfig {
  let config = want;
  for (const field of ['NetworkMode', 'IpcMode', 'PidMode'] as const) {
    const name = foreignContainerOf(want[field]);
    if (name === undefined) continue;
    const id = foreign.get(name)?.id;
    const text = id === undefined ? have[field] : CONTAINER + id;
    if (foreignContainerOf(text) !== undefined) config = { ...config, [field]: text };
  }
  return config;
}
