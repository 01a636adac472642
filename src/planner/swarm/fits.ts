import type { Setting } from '../../diagnostics/user-error.ts';
import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { ObservedSwarmService, SwarmNode, SwarmSurvey } from '../../model/observed-swarm.ts';
import { humanSize } from '../../util/human-size.ts';
import { constraintsOf, meets } from './constraints.ts';
import { nodeLoad } from './node-load.ts';

const part = (json: Json | undefined, name: string): JsonMap => {
  const value = isJsonMap(json) ? json[name] : undefined;
  return isJsonMap(value) ? value : {};
};

const listIn = (json: Json | undefined): readonly JsonMap[] =>
  Array.isArray(json) ? json.filter((item: Json): item is JsonMap => isJsonMap(item)) : [];

/** Of a task of a service with this spec. */
export interface Needs {
  readonly nanoCpus: number;
  readonly memoryBytes: number;
  /** That it has of its node alone: `8080/tcp`. */
  readonly hostPorts: readonly string[];
  /** 0: as many as come. */
  readonly maxPerNode: number;
  readonly platforms: readonly JsonMap[];
}

export function needsOf(spec: JsonMap): Needs {
  const reserved = part(part(spec.TaskTemplate, 'Resources'), 'Reservations');
  const placement = part(spec.TaskTemplate, 'Placement');
  return {
    nanoCpus: Number(reserved.NanoCPUs ?? 0),
    memoryBytes: Number(reserved.MemoryBytes ?? 0),
    hostPorts: listIn(part(spec, 'EndpointSpec').Ports)
      .filter(({ PublishMode, PublishedPort }) => PublishMode === 'host' && PublishedPort)
      .map(({ PublishedPort, Protocol = 'tcp' }) => `${PublishedPort}/${Protocol}`),
    maxPerNode: Number(placement.MaxReplicas ?? 0),
    platforms: listIn(placement.Platforms),
  };
}

/** What a node has left. It goes down as tasks are placed in thought. */
export interface Room {
  nanoCpus: number;
  memoryBytes: number;
  readonly hostPorts: Set<string>;
  /** By the id of a service: its tasks there. */
  readonly tasks: Map<string, number>;
}

export function roomOf(node: SwarmNode, survey: SwarmSurvey): Room {
  const { tasks, nanoCpus, memoryBytes } = nodeLoad(node, survey);
  const room: Room = {
    nanoCpus: node.nanoCpus - nanoCpus,
    memoryBytes: node.memoryBytes - memoryBytes,
    hostPorts: new Set(),
    tasks: new Map(),
  };
  const specs = new Map(survey.services.map(({ id, spec }) => [id, spec]));
  for (const { serviceId } of tasks) {
    room.tasks.set(serviceId, (room.tasks.get(serviceId) ?? 0) + 1);
    for (const port of needsOf(specs.get(serviceId) ?? {}).hostPorts) room.hostPorts.add(port);
  }
  return room;
}

/** Places a task in thought. */
export function take(room: Room, serviceId: string, needs: Needs): void {
  room.nanoCpus -= needs.nanoCpus;
  room.memoryBytes -= needs.memoryBytes;
  room.tasks.set(serviceId, (room.tasks.get(serviceId) ?? 0) + 1);
  for (const port of needs.hostPorts) room.hostPorts.add(port);
}

/** Why a node gets no task of a service. */
export interface Misfit {
  /** In words that follow the name of the node. */
  readonly why: string;
  /** Those that are the cause; none where the node itself is. */
  readonly settings: readonly Setting[];
}

/** Why a node gets no task of a service whatever else runs there; undefined: it may. */
export function whyNotOn(node: SwarmNode, spec: JsonMap): Misfit | undefined {
  if (node.state !== 'ready') return { why: `it is ${node.state}`, settings: [] };
  if (node.availability !== 'active')
    return { why: `its availability is ${node.availability}`, settings: [] };
  const unmet = constraintsOf(spec).find((constraint) => !meets(node, constraint));
  if (unmet !== undefined)
    return {
      why: `it does not meet ${unmet}`,
      settings: [['deploy.placement.constraints', unmet], 'deploy.placement.constraints'],
    };
  const { platforms, nanoCpus, memoryBytes } = needsOf(spec);
  if (platforms.length > 0 && !platforms.some((platform) => isPlatform(node, platform)))
    return {
      why: `it is ${node.os}/${architecture(node.architecture)}, and the image is for ${platforms.map(platformText).join(', ')}`,
      settings: ['platform', 'image'],
    };
  if (nanoCpus > node.nanoCpus)
    return {
      why: `it has ${node.nanoCpus / 1e9} CPUs, and the service asks for ${nanoCpus / 1e9}`,
      settings: ['deploy.resources.reservations.cpus'],
    };
  if (memoryBytes > node.memoryBytes)
    return {
      why: `it has ${humanSize(node.memoryBytes)} of memory, and the service asks for ${humanSize(memoryBytes)}`,
      settings: ['deploy.resources.reservations.memory', 'mem_reservation'],
    };
  return undefined;
}

/** What keeps a service from all nodes, node by node. */
export interface NoNode {
  readonly why: string;
  readonly settings: readonly Setting[];
}

/** @returns undefined where a node may run it, and where no node is known */
export function whyOnNoNode(nodes: readonly SwarmNode[], spec: JsonMap): NoNode | undefined {
  const misfits = byHostname(nodes).flatMap((node) => {
    const misfit = whyNotOn(node, spec);
    return misfit === undefined ? [] : [{ ...misfit, why: `${node.hostname}: ${misfit.why}` }];
  });
  if (misfits.length === 0 || misfits.length < nodes.length) return undefined;
  return {
    why: misfits.map(({ why }) => why).join('; '),
    settings: misfits.flatMap(({ settings }) => settings),
  };
}

export const byHostname = (nodes: readonly SwarmNode[]): readonly SwarmNode[] =>
  nodes.toSorted((a, b) => (a.hostname < b.hostname ? -1 : 1));

/** The same as far as room is concerned. */
export function whyNoRoom(room: Room, serviceId: string, needs: Needs): string | undefined {
  const { nanoCpus, memoryBytes, maxPerNode } = needs;
  if (nanoCpus > 0 && room.nanoCpus < nanoCpus)
    return 'too little processor is left that nobody has reserved';
  if (memoryBytes > 0 && room.memoryBytes < memoryBytes)
    return 'too little memory is left that nobody has reserved';
  const taken = needs.hostPorts.find((port) => room.hostPorts.has(port));
  if (taken !== undefined) return `its port ${taken} is taken`;
  if (maxPerNode > 0 && (room.tasks.get(serviceId) ?? 0) >= maxPerNode)
    return `it has as many tasks of it as max_replicas_per_node says`;
  return undefined;
}

/** The node that a task may get, in thought: a swarm spreads those of a service. */
export function place(
  { id, spec }: Pick<ObservedSwarmService, 'id' | 'spec'>,
  rooms: ReadonlyMap<SwarmNode, Room>,
): SwarmNode | undefined {
  const needs = needsOf(spec);
  const free = [...rooms].filter(
    ([node, room]) => whyNotOn(node, spec) === undefined && whyNoRoom(room, id, needs) === undefined,
  );
  const count = (room: Room): number => room.tasks.get(id) ?? 0;
  const [best] = free.sort(([, a], [, b]) => count(a) - count(b));
  if (!best) return undefined;
  const [node, room] = best;
  take(room, id, needs);
  return node;
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };

const architecture = (name: string): string => ARCHITECTURES[name] ?? name;

const platformText = ({ OS, Architecture }: JsonMap): string =>
  [OS, Architecture].filter(Boolean).map(String).join('/');

/** What a platform leaves out may be anything. */
function isPlatform(node: SwarmNode, { OS, Architecture }: JsonMap): boolean {
  const is = (wanted: Json | undefined, has: string): boolean =>
    !wanted || has === '' || architecture(String(wanted)) === architecture(has);
  return is(OS, node.os) && is(Architecture, node.architecture);
}
