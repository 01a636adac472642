import type { ContainerId } from '../../model/ids.ts';
import type { Inspection, ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { PortMapping, ServiceSpec } from '../../model/service-spec.ts';
import type { StopFirstReason } from '../../model/service-update.ts';
import type { IngressObstacle } from '../ingress/ingress-routes.ts';
import { obstacleOf, wantsIngress } from '../ingress/wants-ingress.ts';
import { peerReferences } from '../request/peer-references.ts';
import { anonymousVolumes } from '../snapshot/own-containers.ts';
import type { Inspected } from '../snapshot/up-context.ts';

interface Replaced {
  readonly containers: readonly ObservedContainer[];
  /** One of them gives up a network, an address or a name before anything replaces it. */
  readonly giveUp: boolean;
  /** The plan stops one of them for another reason: what it depends on is replaced. */
  readonly stops: boolean;
}

/**
 * Why no second container of a service may run beside the old one; undefined: it may. What the engine or the network makes
 * impossible comes before what would endanger data, which `--start-first SERVICE` allows.
 */
export function reasonForStopFirst(
  { context, inspections }: Inspected,
  service: ServiceSpec,
  { containers, giveUp, stops }: Replaced,
): StopFirstReason | undefined {
  const isAllowed = context.intent.startFirst?.includes(service.name) ?? false;
  return (
    whyImpossible(context.project, service) ??
    lender([...context.project.services.values()], service.name) ??
    (giveUp ? { kind: 'handover' } : undefined) ??
    (stops ? { kind: 'follows' } : undefined) ??
    (isAllowed ? undefined : whyDangerous(inspections, service, containers))
  );
}

function whyImpossible(project: Project, service: ServiceSpec): StopFirstReason | undefined {
  const published = service.ports.filter((port) => port.published !== undefined);
  if (published.length > 0 && !wantsIngress(project, service)) {
    const obstacle = obstacleOf(project, service);
    const isStuck = (port: PortMapping): boolean =>
      port.mode === 'host' || isUncarried(port, { datagrams: obstacle?.kind !== 'datagrams' });
    const stuck = published.filter(isStuck);
    const ports = (stuck.length > 0 ? stuck : published).map((port) => `${port.published}/${port.protocol}`);
    const uncarried = stuck.length > 0 ? undefined : uncarriedBy(obstacle);
    return {
      kind: 'ports',
      ports,
      ...(uncarried === undefined ? {} : { uncarried }),
      ...(obstacle?.kind === 'datagrams' && !published.some(({ mode }) => mode === 'host')
        ? { udpIsOff: true }
        : {}),
    };
  }
  const [reference] = peerReferences(service);
  if (reference !== undefined)
    return { kind: 'shared', field: FIELDS[reference.field], service: reference.service };
  if (service.networkMode !== undefined) return { kind: 'network-mode', mode: service.networkMode };
  for (const [network, endpoint] of service.networks)
    if (endpoint?.ipv4Address ?? endpoint?.ipv6Address ?? endpoint?.macAddress)
      return { kind: 'address', network };
  const [first] = service.networks.keys();
  return service.macAddress !== undefined && first !== undefined
    ? { kind: 'address', network: first }
    : undefined;
}

/** No ingress carries it, whatever else is published. */
const isUncarried = (
  { protocol, published }: PortMapping,
  passes: { readonly datagrams: boolean },
): boolean =>
  (protocol !== 'tcp' && !(protocol === 'udp' && passes.datagrams)) || (published?.includes('-') ?? false);

function uncarriedBy(obstacle: IngressObstacle | undefined): string | undefined {
  switch (obstacle?.kind) {
    case 'protocol':
    case 'datagrams':
      return obstacle.port;
    case 'reserved':
      return `${obstacle.port}/tcp`;
    case 'too-many':
      return `${obstacle.count} ports`;
    default:
      return undefined;
  }
}

const FIELDS = {
  NetworkMode: 'network_mode',
  IpcMode: 'ipc',
  PidMode: 'pid',
  VolumesFrom: 'volumes_from',
  Links: 'links',
} as const;

/** Who has its namespace would be cut off when the old container goes, and is replaced with it. */
function lender(services: readonly ServiceSpec[], name: string): StopFirstReason | undefined {
  for (const other of services)
    for (const { field, service } of peerReferences(other))
      if (service === name) return { kind: 'shared', field: FIELDS[field], service: other.name };
  return undefined;
}

function whyDangerous(
  inspections: ReadonlyMap<ContainerId, Inspection>,
  service: ServiceSpec,
  containers: readonly ObservedContainer[],
): StopFirstReason | undefined {
  const [device] = service.devices;
  if (device !== undefined) return { kind: 'device', device: device.source };
  for (const container of containers) {
    const anonymous = Object.keys(anonymousVolumes(container)).filter(
      (target) => !isReadOnly(service, target),
    );
    const image = inspections.get(container.id)?.image;
    // What the image of an unknown container declares, its anonymous volumes tell.
    const declared = image?.volumes ?? anonymous;
    for (const target of [...anonymous, ...writableVolumes(service)])
      if (declared.some((path) => overlap(path, target))) return { kind: 'data', target };
  }
  return undefined;
}

const isReadOnly = ({ volumes }: ServiceSpec, target: string): boolean =>
  volumes.some((mount) => mount.target === target && mount.readOnly);

/** What the old and the new container both write to, by its place in the container. */
export const writableVolumes = ({ volumes }: ServiceSpec): readonly string[] =>
  volumes.flatMap(({ type, target, readOnly }) =>
    (type === 'volume' || type === 'bind') && !readOnly ? [target] : [],
  );

/** One of them is the other one, or is below it. */
function overlap(a: string, b: string): boolean {
  const [outer = [], inner = []] = [a, b]
    .map((path) => path.split('/').filter((part) => part !== ''))
    .sort((x, y) => x.length - y.length);
  return outer.every((part, index) => part === inner[index]);
}
