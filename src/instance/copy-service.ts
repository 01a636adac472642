import type { Instance } from '../model/instance.ts';
import { LABEL } from '../model/labels.ts';
import type { Endpoint, ServiceSpec } from '../model/service-spec.ts';
import { instanceLabels } from './copy-network.ts';
import { copyPorts } from './copy-ports.ts';
import { type Copied, type InstanceFinding, inService } from './finding.ts';
import { takenFromOthers, withOwnContainers } from './own-containers.ts';
import { withOwnImages } from './own-images.ts';
import { type FixedPort, type InstancePorts, portsLabel } from './published-ports.ts';
import { portsInTexts } from './refer-to-ports.ts';
import { sharedFiles } from './shared-files.ts';

/** What the copy of a service depends on beside the service. */
export interface CopyContext {
  readonly instance: Instance;
  readonly workingDir: string;
  readonly ports: InstancePorts;
  /** Of the whole project. */
  readonly fixed: readonly FixedPort[];
  /** The services whose containers have a name in the files, by that name. */
  readonly containers: ReadonlyMap<string, string>;
  readonly images: ReadonlyMap<string, string>;
  /** What containers call one another. */
  readonly hosts: ReadonlySet<string>;
}

export function copyService(written: ServiceSpec, context: CopyContext): Copied<ServiceSpec> {
  const { instance } = context;
  const service = withOwnImages(withOwnContainers(written, context.containers), context.images);
  const { containerName, ...rest } = service;
  const { ports, chosen } = copyPorts(service, context.ports);
  const labels = new Map(instanceLabels(service.labels, instance));
  if (chosen.size > 0) labels.set(LABEL.instancePorts, portsLabel(service.name, chosen));
  const copy: ServiceSpec = {
    ...rest,
    ports,
    labels,
    networks: new Map(
      [...service.networks].map(([key, endpoint]) => [key, copyEndpoint(endpoint, containerName)] as const),
    ),
  };
  return {
    copy,
    findings: [
      ...takenFromOthers(service),
      ...droppedName(written),
      ...sharedFiles(service, context.workingDir),
      ...portsInTexts(service, context.fixed, context.ports, context.hosts),
      ...droppedAddresses(service),
    ],
  };
}

/** What others find the container by stays, as a name on its networks. */
function copyEndpoint(endpoint: Endpoint | null, alias: string | undefined): Endpoint | null {
  if (!endpoint)
    return alias === undefined ? null : { aliases: [alias], driverOpts: new Map(), linkLocalIps: [] };
  const { ipv4Address: _4, ipv6Address: _6, ...rest } = endpoint;
  return {
    ...rest,
    aliases: alias === undefined || rest.aliases.includes(alias) ? rest.aliases : [...rest.aliases, alias],
    linkLocalIps: [],
  };
}

function droppedName({ name, containerName, networks }: ServiceSpec): readonly InstanceFinding[] {
  if (containerName === undefined) return [];
  const stays = networks.size > 0 ? `; ${containerName} stays its name on its networks` : '';
  return [
    {
      code: 'instance-changes',
      severity: 'info',
      message: `the container of ${name} has a name of its own in the instance${stays}`,
      about: inService(name, 'container_name'),
    },
  ];
}

function droppedAddresses({ name, networks }: ServiceSpec): readonly InstanceFinding[] {
  return [...networks].flatMap(([key, endpoint]) => {
    const addresses = [
      endpoint?.ipv4Address,
      endpoint?.ipv6Address,
      ...(endpoint?.linkLocalIps ?? []),
    ].filter((address) => address !== undefined);
    if (addresses.length === 0) return [];
    return [
      {
        code: 'instance-changes',
        severity: 'info',
        message: `${name} has ${addresses.join(' and ')} on the network "${key}" in the project; the engine picks an address in the instance`,
        hint: `refer to it as "${name}"`,
        about: inService(name, `networks.${key}`, 'networks'),
      } satisfies InstanceFinding,
    ];
  });
}
