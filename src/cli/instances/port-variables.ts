import type { Project } from '../../model/project.ts';
import type { PortMapping, ServiceSpec } from '../../model/service-spec.ts';
import { urlOf } from '../../ui/tables/service-urls.ts';

/** Also those that the command does not take: others may name their addresses. */
export const allServices = ({
  services,
  disabledServices,
}: Pick<Project, 'services' | 'disabledServices'>): ReadonlyMap<string, ServiceSpec> =>
  new Map([...disabledServices, ...services]);

/**
 * `GANTRY_URL_web`, `GANTRY_PORT_web_80`, `GANTRY_PORT_dns_53_udp`: where the ports of services are published.
 *
 * @param host where ports answer that are published on all addresses
 */
export function portVariables(
  services: ReadonlyMap<string, ServiceSpec>,
  host: string,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, ports } of services.values()) {
    const word = name.replace(/\W/g, '_');
    const published = ports.flatMap((mapping) => publishedAt(mapping) ?? []);
    const urls = published.toSorted((a, b) => a.target - b.target).flatMap((port) => urlOf(port, host) ?? []);
    const url = urls.find((text) => text.startsWith('http')) ?? urls[0];
    if (url !== undefined) values.set(`GANTRY_URL_${word}`, url);
    for (const { target, protocol, published: port } of published) {
      const key = `GANTRY_PORT_${word}_${target}${protocol === 'tcp' ? '' : `_${protocol}`}`;
      if (!values.has(key)) values.set(key, String(port));
    }
  }
  return values;
}

type Published = Required<Pick<PortMapping, 'target' | 'protocol'>> & {
  readonly hostIp: string;
  readonly published: number;
};

/** undefined: the engine picks one. Of a range it is the first, which may be another container's. */
function publishedAt({ published, target, protocol, hostIp = '' }: PortMapping): Published | undefined {
  const [first = ''] = (published ?? '').split('-');
  return Number(first) > 0 ? { target, protocol, hostIp, published: Number(first) } : undefined;
}
