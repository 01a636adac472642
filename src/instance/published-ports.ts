import type { Project } from '../model/project.ts';
import type { PortMapping, ServiceSpec } from '../model/service-spec.ts';

/** A published port that the files fix, and that an instance needs another one for. */
export interface FixedPort {
  /** Unique in the project, and the same as long as the files have it: `web/80/tcp`, and `web/80/tcp/2` for a second one. */
  readonly key: string;
  readonly service: string;
  readonly target: number;
  readonly protocol: string;
  /** The address that the files name. */
  readonly hostIp?: string;
  /** The first, of a range. */
  readonly published: number;
  /** How many there are, one after another. */
  readonly count: number;
}

/** A port for each key of a `FixedPort`: the first, of a range. */
export type InstancePorts = ReadonlyMap<string, number>;

/** Of all services that are switched on, in the order of the files. */
export const fixedPorts = ({ services }: Pick<Project, 'services'>): readonly FixedPort[] =>
  [...services.values()].flatMap((service) => portsOf(service).flatMap(({ fixed }) => fixed ?? []));

/** The ports of a service, with what the files fix of them. */
export function portsOf({
  name,
  ports,
}: ServiceSpec): readonly { readonly mapping: PortMapping; readonly fixed?: FixedPort }[] {
  const seen = new Map<string, number>();
  return ports.map((mapping) => {
    const range = publishedRange(mapping);
    if (!range) return { mapping };
    const { target, protocol, hostIp } = mapping;
    const base = `${name}/${target}/${protocol}`;
    const nth = (seen.get(base) ?? 0) + 1;
    seen.set(base, nth);
    const key = nth === 1 ? base : `${base}/${nth}`;
    return {
      mapping,
      fixed: { key, service: name, target, protocol, ...range, ...(hostIp !== undefined && { hostIp }) },
    };
  });
}

function publishedRange({
  published,
}: PortMapping): { readonly published: number; readonly count: number } | undefined {
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(published ?? '') ?? [];
  // Port 0 is any.
  if (first === undefined || Number(first) === 0) return undefined;
  return { published: Number(first), count: Math.max(1, Number(last ?? first) - Number(first) + 1) };
}

export const rangeText = (first: number, count: number): string =>
  count === 1 ? String(first) : `${first}-${first + count - 1}`;

/** For the label of a container: its ports by key, without the service. */
export const portsLabel = (service: string, ports: InstancePorts): string =>
  [...ports]
    .filter(([key]) => key.startsWith(`${service}/`))
    .map(([key, port]) => `${key.slice(service.length + 1)}=${port}`)
    .join(',');

/** The label, read again. What is no port is left out. */
export function readPortsLabel(service: string, text: string): InstancePorts {
  const ports = new Map<string, number>();
  for (const entry of text.split(',')) {
    const [, key, port] = /^(\d+\/\w+(?:\/\d+)?)=(\d{1,5})$/.exec(entry) ?? [];
    if (key !== undefined) ports.set(`${service}/${key}`, Number(port));
  }
  return ports;
}
