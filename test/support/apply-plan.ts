import { createHash } from 'node:crypto';
import type { ContainerRequest, NetworkRequest, VolumeRequest } from '../../src/model/container-request.ts';
import {
  type ContainerId,
  containerId,
  type ImageId,
  imageId,
  networkId,
  type StepId,
} from '../../src/model/ids.ts';
import { LABEL } from '../../src/model/labels.ts';
import type {
  NetworkSettings,
  Observed,
  ObservedContainer,
  ObservedNetwork,
  ObservedVolume,
} from '../../src/model/observed.ts';
import type { ContainerRef, ImageRef, Operation } from '../../src/model/operation.ts';
import type { Guard, Plan, Step } from '../../src/model/plan.ts';

interface World {
  readonly containers: Map<ContainerId, ObservedContainer>;
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
    containers: new Map(observed.containers.map((container) => [container.id, container])),
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

const isMet = (world: World, { image, differsFrom, or = [] }: Guard): boolean =>
  world.made.get(image) !== differsFrom || or.some((guard) => isMet(world, guard));

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
      world.volumes.set(operation.request.Name, aVolume(operation.request));
      return undefined;
    case 'remove-volume':
      world.volumes.delete(operation.name);
      return undefined;
    case 'create-container': {
      for (const { name } of world.containers.values())
        if (name === operation.name) throw new Error(`the name ${name} is taken`);
      const id = containerId(hash(`${operation.name} ${step} ${world.containers.size}`));
      world.containers.set(
        id,
        create(world, id, operation.name, operation.request, imageOf(world, operation.image)),
      );
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
    case 'stop-container':
    case 'kill-container':
      update(world, operation.container, { state: 'exited', exitCode: 137 });
      return undefined;
    case 'remove-container':
      world.containers.delete(operation.container);
      return undefined;
    case 'rename-container': {
      const { id } = find(world, operation.container);
      for (const { name } of world.containers.values())
        if (name === operation.name) throw new Error(`the name ${name} is taken`);
      update(world, id, { name: operation.name });
      return undefined;
    }
    case 'connect-network': {
      const { id, networks } = find(world, operation.container);
      update(world, id, { networks: new Map([...networks, ...attach(world, [operation.network])]) });
      return undefined;
    }
    case 'disconnect-network': {
      const { id, networks } = find(world, { id: operation.container });
      update(world, id, { networks: new Map([...networks].filter(([name]) => name !== operation.network)) });
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
): ObservedContainer {
  return {
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
    mounts: (request.HostConfig.Mounts ?? []).flatMap(({ Type, Source, Target }) =>
      Type === 'volume' && Source !== undefined
        ? [{ type: Type, name: Source, source: Source, target: Target }]
        : [],
    ),
    ports: [],
  };
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

function find(world: World, ref: ContainerRef): ObservedContainer {
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

function update(world: World, id: ContainerId, change: Partial<ObservedContainer>): void {
  world.containers.set(id, { ...find(world, { id }), ...change });
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
