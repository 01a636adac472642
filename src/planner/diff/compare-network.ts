import type { ContainerRequest, EndpointRequest, HostConfig } from '../../model/container-request.ts';
import type { ContainerDetails, ImageDetails } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import { expandPorts } from '../request/port-bindings.ts';
import { change } from './change.ts';
import { showValue } from './show-value.ts';

export function comparePorts(
  { settings: have }: ContainerDetails,
  image: ImageDetails | undefined,
  want: ContainerRequest,
): readonly FieldChange[] {
  const published = (config: HostConfig): string =>
    Object.entries(config.PortBindings ?? {})
      .flatMap(([port, hosts]) =>
        hosts.map(({ HostIp, HostPort }) => [HostIp, HostPort, port].filter(Boolean).join(':')),
      )
      .sort()
      .join(', ');
  // docker compose sends `80` and `80-82` as they are written.
  const exposed = (...ports: readonly string[]): string =>
    [...new Set(ports.flatMap(expandPorts))].sort().join(', ');
  const before = Object.keys(have.ExposedPorts ?? {});
  const ofImage = image ? image.exposedPorts : before;
  const ports = compareText('ports', published(have.HostConfig), published(want.HostConfig));
  // A published port is exposed as well: said once is enough.
  return ports.length > 0
    ? ports
    : compareText('expose', exposed(...before), exposed(...ofImage, ...Object.keys(want.ExposedPorts ?? {})));
}

/**
 * Names, links and addresses on each network.
 * What a container has without having asked is the engine's: its short id as an alias, its MAC address.
 */
export function compareEndpoints(
  { id, endpoints }: ContainerDetails,
  want: ContainerRequest,
): readonly FieldChange[] {
  if (!endpoints) return [];
  const wanted = want.NetworkingConfig.EndpointsConfig;
  // A container that joins no network of the file is on the engine's own, or in somebody else's namespace.
  if (Object.keys(wanted).length === 0) return [];
  const names = [...new Set([...Object.keys(endpoints), ...Object.keys(wanted)])].sort();
  return names.flatMap((name) => {
    const [have, next] = [endpoints[name], wanted[name]];
    if (!next) return [change(`networks.${name}`, 'connected', undefined)];
    if (!have) return [change(`networks.${name}`, undefined, 'connected')];
    return compareEndpoint(`networks.${name}`, have, next, id.slice(0, 12));
  });
}

function compareEndpoint(
  field: string,
  have: EndpointRequest,
  want: EndpointRequest,
  shortId: string,
): readonly FieldChange[] {
  // The address in use is shown while it runs only. Of one that does not run it is taken to be the one asked for.
  const knowsMac = want.MacAddress !== undefined && have.MacAddress !== undefined;
  const aliases = (have.Aliases ?? []).filter((alias) => alias !== shortId);
  const rows: readonly (readonly [string, unknown, unknown])[] = [
    ['aliases', sorted(aliases), sorted(want.Aliases)],
    ['links', sorted(have.Links), sorted(want.Links)],
    ['ipv4_address', have.IPAMConfig?.IPv4Address, want.IPAMConfig?.IPv4Address],
    ['ipv6_address', have.IPAMConfig?.IPv6Address, want.IPAMConfig?.IPv6Address],
    ['link_local_ips', sorted(have.IPAMConfig?.LinkLocalIPs), sorted(want.IPAMConfig?.LinkLocalIPs)],
    ['driver_opts', have.DriverOpts ?? {}, want.DriverOpts ?? {}],
    ['gw_priority', have.GwPriority, want.GwPriority],
    ...(knowsMac ? [['mac_address', plain(have.MacAddress), plain(want.MacAddress)] as const] : []),
  ];
  return rows.flatMap(([name, from, to]) =>
    compareText(`${field}.${name}`, from ? showValue(from) : '', to ? showValue(to) : ''),
  );
}

/** `02-42-AC-11-65-43` is `02:42:ac:11:65:43`. */
const plain = (mac: string | undefined): string | undefined => mac?.toLowerCase().replaceAll('-', ':');

const sorted = (texts: readonly string[] = []): string => [...new Set(texts)].sort().join(', ');

const compareText = (field: string, from: string, to: string): readonly FieldChange[] =>
  from === to ? [] : [change(field, from || undefined, to || undefined)];
