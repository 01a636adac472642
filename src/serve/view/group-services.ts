/** What tells which services belong together. */
export interface GroupedService {
  readonly name: string;
  readonly profiles: readonly string[];
  /** Those of its own, without the one that every service has. */
  readonly networks: readonly string[];
}

export interface ServiceGroup {
  readonly name: string;
  readonly services: readonly string[];
}

interface Edge {
  readonly from: string;
  readonly to: string;
}

/** A group that has nearly all of them says nothing. */
const LARGEST_SHARE = 0.7;
/** As many groups as this are a list again. */
const MOST_GROUPS = 40;

/**
 * Services of a project that is too large to be drawn with all its lines, in groups: by profile where these tell them apart, else by
 * network, else by what hangs together by dependencies, else all as one.
 */
export function groupServices(
  services: readonly GroupedService[],
  edges: readonly Edge[],
): readonly ServiceGroup[] {
  const clusters = clustersOf(services, edges);
  const ways: readonly ((service: GroupedService) => string | undefined)[] = [
    ({ profiles }) => profiles[0],
    ({ networks }) => networks[0],
    ({ name }) => clusters.get(name),
  ];
  for (const groupOf of ways) {
    const groups = grouped(services, groupOf);
    if (tellsApart(groups, services.length)) return groups;
  }
  return grouped(services, () => 'all services');
}

function tellsApart(groups: readonly ServiceGroup[], total: number): boolean {
  const largest = Math.max(...groups.map(({ services }) => services.length));
  return groups.length > 1 && groups.length <= MOST_GROUPS && largest <= total * LARGEST_SHARE;
}

/** The largest first. */
function grouped(
  services: readonly GroupedService[],
  groupOf: (service: GroupedService) => string | undefined,
): readonly ServiceGroup[] {
  const groups = new Map<string, string[]>();
  for (const service of services) {
    const name = groupOf(service) ?? 'others';
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(service.name);
  }
  return [...groups]
    .map(([name, members]) => ({ name, services: members.toSorted() }))
    .sort((a, b) => b.services.length - a.services.length || (a.name < b.name ? -1 : 1));
}

/** By service: the one of its cluster that most others wait for. undefined: nothing ties it to others. */
function clustersOf(
  services: readonly GroupedService[],
  edges: readonly Edge[],
): ReadonlyMap<string, string> {
  const neighbours = new Map<string, string[]>(services.map(({ name }) => [name, []]));
  const waiters = new Map<string, number>();
  for (const { from, to } of edges) {
    neighbours.get(from)?.push(to);
    neighbours.get(to)?.push(from);
    waiters.set(to, (waiters.get(to) ?? 0) + 1);
  }
  const found = new Map<string, string>();
  for (const { name } of services) {
    if (found.has(name) || neighbours.get(name)?.length === 0) continue;
    const members = reachedFrom(name, neighbours);
    const [most = name] = [...members].sort(
      (a, b) => (waiters.get(b) ?? 0) - (waiters.get(a) ?? 0) || (a < b ? -1 : 1),
    );
    for (const member of members) found.set(member, most);
  }
  return found;
}

function reachedFrom(name: string, neighbours: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set([name]);
  // A set is walked to its end, whatever is added meanwhile.
  for (const here of reached) for (const next of neighbours.get(here) ?? []) reached.add(next);
  return reached;
}
