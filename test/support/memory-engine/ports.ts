import { Refused } from './answer.ts';
import type { Container, World } from './world.ts';

export interface PublishedPort {
  readonly ip: string;
  readonly target: number;
  readonly published: number;
  readonly protocol: string;
}

/** The first of those that the engine chooses by itself. */
const CHOSEN = 32768;
const LAST = 65535;

/** By container: what it has published since its start. */
const published = new WeakMap<Container, readonly PublishedPort[]>();

export const portsOf = (container: Container): readonly PublishedPort[] => published.get(container) ?? [];

/** Error: Refused when another one has the port. */
export function publish(world: World, container: Container): void {
  const taken: PublishedPort[] = [];
  published.set(container, taken);
  for (const [port, bindings] of Object.entries(container.request.HostConfig?.PortBindings ?? {})) {
    const [target = '', protocol = 'tcp'] = port.split('/');
    for (const { HostIp, HostPort } of bindings) {
      const ip = HostIp || '0.0.0.0';
      const [first = '', last = first] = (HostPort ?? '').split('-');
      const range = first === '' ? [CHOSEN, LAST] : [Number(first), Number(last)];
      const free = freeOf(world, ip, range[0] ?? 0, range[1] ?? 0, protocol);
      if (free === undefined) {
        unpublish(world, container);
        throw new Refused(
          500,
          `driver failed programming external connectivity on endpoint ${container.name} (${container.id}): Bind for ${ip}:${first} failed: port is already allocated`,
        );
      }
      taken.push({ ip, target: Number(target), published: free, protocol });
      world.ports.set(`${ip}:${free}/${protocol}`, container);
    }
  }
}

export function unpublish(world: World, container: Container): void {
  for (const { ip, published: port, protocol } of portsOf(container))
    world.ports.delete(`${ip}:${port}/${protocol}`);
  published.delete(container);
}

function freeOf(
  { ports }: World,
  ip: string,
  first: number,
  last: number,
  protocol: string,
): number | undefined {
  const addresses = ip === '0.0.0.0' ? ['0.0.0.0', '127.0.0.1'] : ['0.0.0.0', ip];
  for (let port = first; port <= last; port++)
    if (!addresses.some((address) => ports.has(`${address}:${port}/${protocol}`))) return port;
  return undefined;
}
