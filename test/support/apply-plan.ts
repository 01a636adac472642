import { createHash } from 'node:crypto';
import type { ContainerRef, ContainerReference } from '../../src/model/container-ref.ts';
import type {
  ContainerRequest,
  HostConfig,
  NetworkRequest,
  VolumeRequest,
} from '../../src/model/container-request.ts';
import {
  type ContainerId,
  containerId,
  type ImageId,
  imageId,
  networkId,
  type StepId,
} from '../../src/model/ids.ts';
import type { ImageRef } from '../../src/model/image-ref.ts';
import { LABEL } from '../../src/model/labels.ts';
import type {
  Inspection,
  NetworkSettings,
  Observed,
  ObservedContainer,
  ObservedNetwork,
  ObservedVolume,
} from '../../src/model/observed.ts';
import type { Operation } from '../../src/model/operation.ts';
import type { Guard, Plan, Step } from '../../src/model/plan.ts';
import { hashLabels } from '../../src/planner/request/config-hash.ts';
import { anInspection } from './an-inspection.ts';

/** A container, and all that it was asked to be. */
interface Simulated extends ObservedContainer {
  readonly request: ContainerRequest;
}

interface World {
  readonly containers: Map<ContainerId, Simulated>;
  readonly networks: Map<string, ObservedNetwork>;
  readonly volumes: Map<string, ObservedVolume>;
  readonly images: Map<string, ImageId>;
  readonly made: Map<StepId, ContainerId | ImageId>;
  readonly skipped: Set<StepId>;
}

export interface ApplyOptions {
  /** Stops after this many steps: what an interruption leaves. */
  readonly steps?: number;
  /** What pulls and builds give, by reference; absent: an image of that reference. */
  readonly images?: ReadonlyMap<string, ImageId>;
  /** Services whose containers end well as soon as they are started. */
  readonly oneShots?: ReadonlySet<string>;
}

/** What an engine would have after a plan: only as much of an engine as plans are made of. */
export function applyPlan(observed: Observed, plan: Plan, options: ApplyOptions = {}): Observed {
  const world: World = {
    containers: new Map(observed.containers.map((container) => [container.id, simulated(container)])),
    networks: new Map(observed.networks.map((network) => [network.name, network])),
    volumes: new Map(observed.volumes.map((volume) => [volume.name, volume])),
    images: new Map([...observed.images].map(([reference, { id }]) => [reference, id])),
    made: new Map(),
    skipped: new Set(),
  };
  for (const step of plan.steps.slice(0, options.steps)) applyStep(world, step, options);
  return {
    containers: [...world.containers.values()],
    networks: [...world.networks.values()],
    volumes: [...world.volumes.values()],
    images: new Map([...world.images].map(([reference, id]) => [reference, { id }])),
  };
}

function applyStep(world: World, step: Step, options: ApplyOptions): void {
  if (step.guard && !isMet(world, step.guard)) {
    world.skipped.add(step.id);
    return;
  }
  const made = applyOperation(world, step.operation, step.id, options);
  if (made !== undefined) world.made.set(step.id, made);
}

/** Providers of tests give no variables. */
function isMet(world: World, guard: Guard): boolean {
  // Nothing fails here.
  if ('failed' in guard || 'pinned' in guard) return false;
  return (
    ('image' in guard ? world.made.get(guard.image) !== guard.differsFrom : guard.gave.length > 0) ||
    (guard.or?.some((other) => isMet(world, other)) ?? false)
  );
}

function applyOperation(
  world: World,
  operation: Operation,
  step: StepId,
  { images, oneShots }: ApplyOptions,
): ContainerId | ImageId | undefined {
  switch (operation.kind) {
    case 'pull-image':
    case 'build-image': {
      const id = images?.get(operation.image) ?? imageId(`sha256:${hash(operation.image)}`);
      world.images.set(operation.image, id);
      return id;
    }
    case 'create-network': {
      if (world.networks.has(operation.request.Name))
        throw new Error(`network ${operation.request.Name} is there`);
      world.networks.set(operation.request.Name, {
        id: networkId(hash(`${operation.request.Name} ${step}`)),
        name: operation.request.Name,
        driver: operation.request.Driver ?? 'bridge',
        labels: operation.request.Labels,
        settings: { Internal: false, Attachable: false, ...settingsOf(operation.request) },
      });
      return undefined;
    }
    case 'remove-network': {
      for (const { name, networks, state } of world.containers.values())
        if (state === 'running' && networks.has(operation.name))
          throw new Error(`${name} is on ${operation.name}`);
      world.networks.delete(operation.name);
      return undefined;
    }
    case 'create-volume':
    case 'copy-volume':
    case 'restore-volume':
      world.volumes.set(operation.request.Name, aVolume(operation.request));
      return undefined;
    case 'trash-volume':
      world.volumes.set(operation.marker.Name, aVolume(operation.marker));
      return undefined;
    case 'untrash-volume':
      world.volumes.delete(operation.marker);
      return undefined;
    case 'remove-volume':
      world.volumes.delete(operation.name);
      if (operation.marker !== undefined) world.volumes.delete(operation.marker);
      return undefined;
    case 'create-container': {
      for (const { name } of world.containers.values())
        if (name === operation.name) throw new Error(`the name ${name} is taken`);
      const id = containerId(hash(`${operation.name} ${step} ${world.containers.size}`));
      const { references, hashed } = operation;
      const ids = references.map(({ placeholder, to }) => [placeholder, find(world, to).id] as const);
      const label = hashed ? hashLabels(hashed, ids) : {};
      const request = {
        ...operation.request,
        Labels: { ...operation.request.Labels, ...label },
        HostConfig: withPeers(world, operation.request.HostConfig, references),
      };
      world.containers.set(id, create(world, id, operation.name, request, imageOf(world, operation.image)));
      return id;
    }
    case 'start-container': {
      const { id, labels } = find(world, operation.container);
      const ends = oneShots?.has(labels[LABEL.service] ?? '') ?? false;
      update(world, id, ends ? { state: 'exited', exitCode: 0 } : { state: 'running', health: 'healthy' });
      return undefined;
    }
    case 'restart-container':
    case 'unpause-container':
      update(world, operation.container, { state: 'running' });
      return undefined;
    case 'pause-container':
      update(world, operation.container, { state: 'paused' });
      return undefined;
    case 'stop-container':
      update(world, find(world, operation.container).id, { state: 'exited', exitCode: 137 });
      return undefined;
    case 'kill-container':
      update(world, operation.container, { state: 'exited', exitCode: 137 });
      return undefined;
    case 'remove-container':
      world.containers.delete(find(world, operation.container).id);
      return undefined;
    case 'rename-container': {
      const { id } = find(world, operation.container);
      for (const other of world.containers.values())
        if (other.name === operation.name && other.id !== id)
          throw new Error(`the name ${operation.name} is taken`);
      update(world, id, { name: operation.name });
      return undefined;
    }
    case 'connect-network': {
      const { id, networks, request } = find(world, operation.container);
      const { EndpointsConfig } = request.NetworkingConfig;
      update(world, id, {
        networks: new Map([...networks, ...attach(world, [operation.network])]),
        request: {
          ...request,
          NetworkingConfig: {
            EndpointsConfig: { ...EndpointsConfig, [operation.network]: operation.endpoint },
          },
        },
      });
      return undefined;
    }
    case 'disconnect-network': {
      const { id, networks, request } = find(world, { id: operation.container });
      const { [operation.network]: _, ...EndpointsConfig } = request.NetworkingConfig.EndpointsConfig;
      update(world, id, {
        networks: new Map([...networks].filter(([name]) => name !== operation.network)),
        request: { ...request, NetworkingConfig: { EndpointsConfig } },
      });
      return undefined;
    }
    case 'signal-container':
    case 'exec-hook':
    case 'run-hook':
    case 'run-provider':
    case 'prepare-model':
    case 'commit-container':
    case 'copy-in':
    case 'copy-out':
      return undefined;
    case 'update-container': {
      const { id, request } = find(world, { id: operation.container });
      const HostConfig = { ...request.HostConfig, ...operation.update };
      update(world, id, { request: { ...request, HostConfig } });
      return undefined;
    }
    case 'put-files':
    case 'wait-for':
      for (const ref of operation.kind === 'wait-for'
        ? operation.containers.map((item) => item.ref)
        : [operation.container])
        find(world, ref);
      return undefined;
  }
}

function create(
  world: World,
  id: ContainerId,
  name: string,
  request: ContainerRequest,
  image: ImageId,
): Simulated {
  return {
    request,
    id,
    name,
    state: 'created',
    status: 'Created',
    createdAt: 1_700_000_001,
    image: request.Image,
    imageId: image,
    command: '',
    labels: { ...request.Labels, [LABEL.image]: image },
    networks: attach(world, Object.keys(request.NetworkingConfig.EndpointsConfig)),
    mounts: (request.HostConfig.Mounts ?? []).flatMap(({ Type, Source, Target }) => {
      if (Source === undefined) return [];
      return [{ type: Type, ...(Type === 'volume' && { name: Source }), source: Source, target: Target }];
    }),
    ports: [],
  };
}

/** What an inspection would tell of each container that a plan made. */
export const inspectionsOf = ({ containers }: Observed): ReadonlyMap<ContainerId, Inspection> =>
  new Map(containers.map((container) => [container.id, anInspection(container, simulated(container))]));

/** One that no plan made was asked to be nothing in particular. */
function simulated(container: ObservedContainer): Simulated {
  if (isSimulated(container)) return container;
  const { image, labels } = container;
  return {
    ...container,
    request: { Image: image, Labels: labels, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
  };
}

const isSimulated = (container: ObservedContainer): container is Simulated => 'request' in container;

function withPeers(
  world: World,
  hostConfig: HostConfig,
  references: readonly ContainerReference[],
): HostConfig {
  let result = hostConfig;
  for (const { field, template, to } of references) {
    const text = template.replace('{}', find(world, to).id);
    const isList = field === 'VolumesFrom' || field === 'Links';
    result = { ...result, [field]: isList ? [...(result[field] ?? []), text] : text };
  }
  return result;
}

function attach(world: World, names: readonly string[]) {
  return new Map(
    names.map((name) => {
      const network = world.networks.get(name);
      if (!network) throw new Error(`there is no network ${name}`);
      return [name, { networkId: network.id }];
    }),
  );
}

const aVolume = ({ Name, Driver = 'local', Labels, DriverOpts = {} }: VolumeRequest): ObservedVolume => ({
  name: Name,
  driver: Driver,
  labels: Labels,
  options: DriverOpts,
});

const settingsOf = ({ Name, Driver, Labels, ...settings }: NetworkRequest): NetworkSettings => settings;

function find(world: World, ref: ContainerRef): Simulated {
  const skippedTo = 'createdBy' in ref && world.skipped.has(ref.createdBy) ? ref.otherwise : undefined;
  const id = 'id' in ref ? ref.id : (skippedTo ?? world.made.get(ref.createdBy));
  const container = [...world.containers.values()].find((candidate) => candidate.id === id);
  if (!container) throw new Error(`there is no container ${JSON.stringify(ref)}`);
  return container;
}

function imageOf(world: World, ref: ImageRef): ImageId {
  const id = 'id' in ref ? ref.id : world.made.get(ref.madeBy);
  return imageId(String(id));
}

function update(world: World, id: ContainerId, change: Partial<Simulated>): void {
  world.containers.set(id, { ...find(world, { id }), ...change });
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
