import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type {
  ObservedSwarmNetwork,
  ObservedSwarmService,
  SwarmNode,
  SwarmObject,
  SwarmPort,
  SwarmReservation,
  SwarmTask,
} from '../../model/observed-swarm.ts';
import { defined } from '../../util/defined.ts';
import type { IngressPort } from '../port/swarm.ts';
import { readNetwork } from './read-network.ts';
import type { NetworkListItem } from './wire.ts';

/** A part of an answer of which not every engine fills in all members. */
const part = (json: Json | undefined, ...names: readonly string[]): JsonMap => {
  let value = json;
  for (const name of names) value = isJsonMap(value) ? value[name] : undefined;
  return isJsonMap(value) ? value : {};
};

const textOf = (json: Json | undefined): string => (typeof json === 'string' ? json : '');
const numberOf = (json: Json | undefined): number => (typeof json === 'number' ? json : 0);
const maybeText = (json: Json | undefined): string | undefined => textOf(json) || undefined;

const labelsOf = (json: Json | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(part(json)).map(([name, value]) => [name, textOf(value)]));

/** One item of `GET /services`. */
export function readService(item: JsonMap): ObservedSwarmService {
  const spec = part(item.Spec);
  const status = part(item.UpdateStatus);
  return {
    id: textOf(item.ID),
    name: textOf(spec.Name),
    version: numberOf(part(item.Version).Index),
    labels: labelsOf(spec.Labels),
    spec,
    files: filesOf(part(spec.TaskTemplate, 'ContainerSpec')),
    previousFiles: filesOf(part(item.PreviousSpec, 'TaskTemplate', 'ContainerSpec')),
    ...(isJsonMap(item.PreviousSpec) ? { previousSpec: item.PreviousSpec } : {}),
    ...(maybeText(status.State) === undefined
      ? {}
      : { updateStatus: { state: textOf(status.State), message: textOf(status.Message) } }),
    ...defined({
      jobIteration: iterationIn(item.JobStatus),
      changedAt: changeOf(item),
      ports: portsIn(part(item.Endpoint).Ports, 'ingress'),
      unchangedMs: Math.max(0, Date.now() - Date.parse(textOf(item.UpdatedAt))) || undefined,
    }),
  };
}

/** A manager gives a new service its addresses a moment after it was made, and its first tasks may be there before that. */
const BECOMES_WHOLE_MS = 10_000;

/** A manager changes a service, too, when it writes how far it is with an update. */
function changeOf({ CreatedAt, UpdatedAt, UpdateStatus }: JsonMap): number | undefined {
  const at = Date.parse(textOf(part(UpdateStatus).StartedAt)) || Date.parse(textOf(UpdatedAt));
  return at - Date.parse(textOf(CreatedAt)) > BECOMES_WHOLE_MS ? at : undefined;
}

/** @returns undefined: none. A node says each of its own twice, for both kinds of addresses. */
function portsIn(json: Json | undefined, mode: 'ingress' | 'host'): readonly SwarmPort[] | undefined {
  const ports = (Array.isArray(json) ? json : []).flatMap((item: Json): readonly SwarmPort[] => {
    const { PublishedPort, TargetPort, Protocol, PublishMode } = part(item);
    const published = numberOf(PublishedPort);
    if (published === 0 || (textOf(PublishMode) || 'ingress') !== mode) return [];
    return [{ published, target: numberOf(TargetPort), protocol: textOf(Protocol) || 'tcp' }];
  });
  const keyOf = ({ published, protocol }: SwarmPort): string => `${published}/${protocol}`;
  const once = [...new Map(ports.map((port) => [keyOf(port), port])).values()];
  return once.length === 0 ? undefined : once;
}

function filesOf({ Secrets, Configs }: JsonMap): readonly string[] {
  const items = [Secrets, Configs].flatMap((list) => (Array.isArray(list) ? list : []));
  return items.flatMap((item: Json) => maybeText(part(item).SecretName ?? part(item).ConfigName) ?? []);
}

/** Of one item of `GET /services`. */
export function readIngressPorts(item: JsonMap): readonly IngressPort[] {
  const { Ports } = part(item.Endpoint);
  const service = textOf(part(item.Spec).Name);
  return (Array.isArray(Ports) ? Ports : []).flatMap((port: Json) => {
    const { PublishMode, PublishedPort, Protocol } = part(port);
    return PublishMode === 'ingress'
      ? [{ service, port: numberOf(PublishedPort), protocol: textOf(Protocol) }]
      : [];
  });
}

/** One item of `GET /tasks`. */
export function readTask(item: JsonMap): SwarmTask {
  const status = part(item.Status);
  const container = part(status.ContainerStatus);
  const slot = numberOf(item.Slot);
  return defined<SwarmTask>({
    id: textOf(item.ID),
    serviceId: textOf(item.ServiceID),
    nodeId: maybeText(item.NodeID),
    slot: slot > 0 ? slot : undefined,
    state: textOf(status.State),
    desiredState: textOf(item.DesiredState),
    since: Date.parse(textOf(status.Timestamp)) || 0,
    created: Date.parse(textOf(item.CreatedAt)) || undefined,
    error: maybeText(status.Err),
    exitCode: typeof container.ExitCode === 'number' ? container.ExitCode : undefined,
    containerId: maybeText(container.ContainerID),
    image: textOf(part(item.Spec, 'ContainerSpec').Image),
    jobIteration: iterationIn(item),
    template: isJsonMap(item.Spec) ? item.Spec : undefined,
    reserves: reservationIn(part(item.Spec, 'Resources', 'Reservations')),
    ports: portsIn(part(status.PortStatus).Ports, 'host'),
  });
}

/** The first run of a job has the number that JSON leaves out. */
const iterationIn = (json: Json | undefined): number | undefined =>
  isJsonMap(json) && isJsonMap(json.JobIteration) ? numberOf(json.JobIteration.Index) : undefined;

function reservationIn({ NanoCPUs, MemoryBytes }: JsonMap): SwarmReservation | undefined {
  const [nanoCpus, memoryBytes] = [numberOf(NanoCPUs), numberOf(MemoryBytes)];
  return nanoCpus === 0 && memoryBytes === 0 ? undefined : { nanoCpus, memoryBytes };
}

/** One item of `GET /nodes`. */
export function readNode(item: JsonMap): SwarmNode {
  const spec = part(item.Spec);
  const status = part(item.Status);
  const manager = part(item.ManagerStatus);
  const description = part(item.Description);
  const platform = part(description.Platform);
  const resources = part(description.Resources);
  const address = textOf(status.Addr);
  return {
    id: textOf(item.ID),
    hostname: textOf(description.Hostname),
    role: textOf(spec.Role),
    availability: textOf(spec.Availability),
    state: textOf(status.State),
    // A leader does not know its own.
    address: address === '0.0.0.0' ? textOf(manager.Addr).replace(/:\d+$/, '') : address,
    isLeader: manager.Leader === true,
    ...defined({ reachability: maybeText(manager.Reachability) }),
    version: numberOf(part(item.Version).Index),
    spec,
    labels: labelsOf(spec.Labels),
    engineVersion: textOf(part(description.Engine).EngineVersion),
    os: textOf(platform.OS),
    architecture: textOf(platform.Architecture),
    nanoCpus: numberOf(resources.NanoCPUs),
    memoryBytes: numberOf(resources.MemoryBytes),
  };
}

/** One item of `GET /secrets` or `GET /configs`. */
export function readObject(item: JsonMap): SwarmObject {
  const spec = part(item.Spec);
  return defined<SwarmObject>({
    id: textOf(item.ID),
    name: textOf(spec.Name),
    labels: labelsOf(spec.Labels),
    data: maybeText(spec.Data),
  });
}

/** One item of `GET /networks`. */
export const readSwarmNetwork = (item: NetworkListItem): ObservedSwarmNetwork => ({
  ...readNetwork(item),
  scope: item.Scope ?? 'local',
});
