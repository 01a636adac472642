import type { EndpointRequest } from '../../model/container-request.ts';
import type { Project } from '../../model/project.ts';
import type { Endpoint, ServiceSpec } from '../../model/service-spec.ts';
import { defined } from '../../util/defined.ts';
import { isNetworkName } from './network-names.ts';
import { notEmpty, record } from './not-empty.ts';

/** The name that the engine knows a network by, from its key in the file. */
export const networkName = (project: Project, key: string): string => project.networks.get(key)?.name ?? key;

/** Keys of the networks of a service, the primary one first: the highest priority, then the name decides. */
export function networksByPriority(service: ServiceSpec): readonly string[] {
  if (service.networkMode !== undefined) return [];
  const priority = (key: string): number => service.networks.get(key)?.priority ?? 0;
  return [...service.networks.keys()].sort((a, b) => priority(b) - priority(a) || (a < b ? -1 : 1));
}

/** By network name. Every container answers to its own name, to the name of its service and to its aliases. */
export function endpoints(
  project: Project,
  service: ServiceSpec,
  containerName: string,
  links: readonly string[],
): Readonly<Record<string, EndpointRequest>> {
  const [primary, ...others] = networksByPriority(service);
  if (primary === undefined) return {};
  return Object.fromEntries(
    [primary, ...others].map((key) => [
      networkName(project, key),
      endpoint(service.networks.get(key) ?? undefined, {
        // The engine's own networks know no names.
        names: isNetworkName(networkName(project, key)) ? [containerName, service.name] : [],
        links,
        macAddress: key === primary ? service.macAddress : undefined,
      }),
    ]),
  );
}

interface OfContainer {
  readonly names: readonly string[];
  readonly links: readonly string[];
  readonly macAddress: string | undefined;
}

function endpoint(spec: Endpoint | undefined, { names, links, macAddress }: OfContainer): EndpointRequest {
  return defined<EndpointRequest>({
    Aliases: notEmpty([...new Set([...names, ...(spec?.aliases ?? [])])]),
    Links: notEmpty(links),
    MacAddress: spec?.macAddress ?? macAddress,
    GwPriority: spec?.gwPriority,
    DriverOpts: driverOptions(spec),
    IPAMConfig: addresses(spec),
  });
}

function driverOptions(spec: Endpoint | undefined): EndpointRequest['DriverOpts'] | undefined {
  const options = record(spec?.driverOpts ?? new Map<string, string>());
  return spec?.interfaceName === undefined
    ? options
    : { ...options, 'com.docker.network.endpoint.ifname': spec.interfaceName };
}

function addresses(spec: Endpoint | undefined): EndpointRequest['IPAMConfig'] | undefined {
  const config = defined<NonNullable<EndpointRequest['IPAMConfig']>>({
    IPv4Address: spec?.ipv4Address,
    IPv6Address: spec?.ipv6Address,
    LinkLocalIPs: notEmpty(spec?.linkLocalIps ?? []),
  });
  return Object.keys(config).length > 0 ? config : undefined;
}
