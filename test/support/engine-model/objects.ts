import { createHash } from 'node:crypto';
import type { ContainerRequest, EndpointRequest } from '../../../src/model/container-request.ts';
import { type ContainerId, type ImageId, imageId, type NetworkId } from '../../../src/model/ids.ts';
import type {
  ContainerState,
  HealthState,
  LiveFile,
  NetworkSettings,
  ObservedMount,
} from '../../../src/model/observed.ts';

/** What an engine keeps, as far as plans can tell one state of it from another. Values are replaced, never changed. */
export interface World {
  readonly containers: Map<ContainerId, Container>;
  readonly networks: Map<NetworkId, Network>;
  readonly volumes: Map<string, Volume>;
  /** By reference. */
  readonly images: Map<string, ImageId>;
  /** What a pull or a build of a reference gives. Absent: the image that bears that name from the start. */
  readonly sources: Map<string, ImageId>;
  /** Containers that the engine remembers to have changed in place. */
  readonly updated: Set<ContainerId>;
  /** What happened, the oldest first. */
  readonly log: Happening[];
  /** Goes on by one with everything that happens: seconds since 1970. */
  clock: number;
}

export interface Container {
  readonly id: ContainerId;
  readonly name: string;
  readonly state: ContainerState;
  readonly exitCode?: number;
  readonly health?: HealthState;
  /** What it was asked to be, with what was changed since and with what the engine fills in. */
  readonly request: ContainerRequest;
  readonly image: ImageId;
  /** By name. */
  readonly networks: ReadonlyMap<string, Endpoint>;
  readonly mounts: readonly ObservedMount[];
  /** Those that were put into it. */
  readonly files: ReadonlyMap<string, LiveFile>;
  readonly createdAt: number;
  /** 0: never. */
  readonly startedAt: number;
}

export interface Endpoint {
  /** Empty until the first start. */
  readonly networkId: NetworkId;
  readonly request: EndpointRequest;
}

export interface Network {
  readonly id: NetworkId;
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly settings: NetworkSettings;
}

interface Volume {
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
  /** When it was made: stands for the data, which is lost when another one takes its name. */
  readonly madeAt: number;
}

export interface Happening {
  readonly what:
    | 'created'
    | 'started'
    | 'stopped'
    | 'removed'
    /** Removed while it ran. */
    | 'torn'
    | 'changed'
    | 'signalled'
    | 'pre_start'
    | 'post_start'
    | 'pre_stop';
  /** Of a `pre_start` hook: its service. */
  readonly container: ContainerId | string;
  readonly name: string;
}

/** What an engine answers to something that it does not do. */
export class Refusal extends Error {}

export const isUp = ({ state }: Container): boolean =>
  state === 'running' || state === 'paused' || state === 'restarting';

export const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

export const imageOf = (reference: string, version = 1): ImageId =>
  imageId(`sha256:${hex(version === 1 ? reference : `${reference} ${version}`)}`);

/** An engine that has `busybox:latest`, and what projects call external. */
export function aWorld(): World {
  return {
    containers: new Map(),
    networks: new Map(),
    volumes: new Map(),
    images: new Map([['busybox:latest', imageOf('busybox:latest')]]),
    sources: new Map(),
    updated: new Set(),
    log: [],
    clock: 1_700_000_000,
  };
}

/** One that goes its own way from here on. */
export const copyOf = (world: World): World => ({
  containers: new Map(world.containers),
  networks: new Map(world.networks),
  volumes: new Map(world.volumes),
  images: new Map(world.images),
  sources: new Map(world.sources),
  updated: new Set(world.updated),
  log: [...world.log],
  clock: world.clock,
});

export const networkNamed = (world: World, name: string): Network | undefined =>
  [...world.networks.values()].find((network) => network.name === name || network.id === name);

export const containerNamed = (world: World, name: string): Container | undefined =>
  [...world.containers.values()].find((container) => container.name === name);

export const sorted = (world: World): readonly Container[] =>
  [...world.containers.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
