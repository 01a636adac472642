import type { PortMapping, ServiceSpec } from '../model/service-spec.ts';
import { type InstancePorts, portsOf, rangeText } from './published-ports.ts';

const LOOPBACK = '127.0.0.1';

export interface CopiedPorts {
  readonly ports: readonly PortMapping[];
  /** Those that were chosen, by key. */
  readonly chosen: InstancePorts;
}

/**
 * The ports of a service as the instance publishes them: on this machine alone unless the files name an address. Of what is not chosen
 * yet, the engine picks one.
 */
export function copyPorts(service: ServiceSpec, known: InstancePorts): CopiedPorts {
  const chosen = new Map<string, number>();
  const ports = portsOf(service).map(({ mapping, fixed }): PortMapping => {
    const { published: _, ...rest } = mapping;
    const local = { ...rest, hostIp: mapping.hostIp ?? LOOPBACK };
    if (!fixed) return { ...local, ...(mapping.published !== undefined && { published: mapping.published }) };
    const port = known.get(fixed.key);
    if (port === undefined) return local;
    chosen.set(fixed.key, port);
    return { ...local, published: rangeText(port, fixed.count) };
  });
  return { ports, chosen };
}
