import { isLocal } from '../../engine/connection/is-local.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ObservedNetwork } from '../../model/observed.ts';
import { overlap, type Range, rangeText, readRange } from '../../util/address-range.ts';
import { readText } from '../../util/read-text.ts';
import { type Finding, ok, warn } from './finding.ts';
import { type Route, readRoutes, readRoutes6 } from './routes.ts';

/** Networks of the engine on the addresses of another network of this machine: one of both cannot be reached. */
export async function checkSubnets(engine: Engine): Promise<readonly Finding[]> {
  if (!isLocal(engine)) return [];
  return findClashes(await engine.listNetworks(), readAllRoutes());
}

const readAllRoutes = (): readonly Route[] => [
  ...readRoutes(read('/proc/net/route')),
  ...readRoutes6(read('/proc/net/ipv6_route')),
];

/** The ways of this machine that are none of the engine's networks. */
export const routesOfOthers = (networks: readonly ObservedNetwork[]): readonly Route[] =>
  withoutNetworks(readAllRoutes(), networks);

const withoutNetworks = (routes: readonly Route[], networks: readonly ObservedNetwork[]): readonly Route[] =>
  routes.filter(({ device }) => !networks.some((network) => isDeviceOf(device, network)));

export function findClashes(
  networks: readonly ObservedNetwork[],
  routes: readonly Route[],
): readonly Finding[] {
  const others = withoutNetworks(routes, networks);
  const clashes = networks.flatMap((network) =>
    rangesOf(network).flatMap((range) => {
      const route = others.find((other) => overlap(range, other.range));
      return route ? [describe(network, range, route)] : [];
    }),
  );
  return clashes.length > 0 ? clashes : [ok('subnets', 'no network of the engine is in the way of another')];
}

function describe({ name }: ObservedNetwork, range: Range, { device, range: other }: Route): Finding {
  return warn(
    'subnets',
    `network ${name} has ${rangeText(range)}, which this machine reaches through ${device} (${rangeText(other)})`,
    'give it another subnet in the file (networks: …: ipam), or all of them by default-address-pools of the engine',
  );
}

function rangesOf({ settings }: ObservedNetwork): readonly Range[] {
  return (settings?.IPAM?.Config ?? []).flatMap(({ Subnet }) => {
    const range = Subnet === undefined ? undefined : readRange(Subnet);
    return range ? [range] : [];
  });
}

/** The bridge of a network, with the route that belongs to it, is named after its id. */
function isDeviceOf(device: string, { id, name, settings }: ObservedNetwork): boolean {
  if (device === `br-${id.slice(0, 12)}`) return true;
  if (name === 'bridge' && device === 'docker0') return true;
  return settings?.Options?.['com.docker.network.bridge.name'] === device;
}

/** Empty where there is no such file: other systems than Linux keep routes elsewhere. */
const read = (path: string): string => readText(path) ?? '';
