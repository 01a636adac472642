import type { ContainerRequest, EndpointRequest, NetworkRequest } from './container-request.ts';
import type { ContainerId, ImageId, NetworkId } from './ids.ts';

/** One snapshot of what the engine has, taken with a fixed number of list calls. */
export interface Observed {
  /** Every container with the project's label, one-off ones included. */
  readonly containers: readonly ObservedContainer[];
  /** Every network of the engine: external ones and those we did not label are found by name. */
  readonly networks: readonly ObservedNetwork[];
  /** Every volume of the engine, for the same reason. */
  readonly volumes: readonly ObservedVolume[];
  /** By the reference that the project uses (`busybox`, `app:1`); absent: the engine does not have it. */
  readonly images: ReadonlyMap<string, ObservedImage>;
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

export type HealthState = 'starting' | 'healthy' | 'unhealthy';

export interface ObservedContainer {
  readonly id: ContainerId;
  /** Without the leading slash. */
  readonly name: string;
  readonly state: ContainerState;
  /** The engine's own words: `Up 3 minutes (healthy)`. */
  readonly status: string;
  /** Absent: no healthcheck, or not running. */
  readonly health?: HealthState;
  /** Absent while it has not exited. */
  readonly exitCode?: number;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly image: string;
  readonly imageId: ImageId;
  readonly command: string;
  readonly labels: Readonly<Record<string, string>>;
  /** By network name. */
  readonly networks: ReadonlyMap<string, ObservedEndpoint>;
  readonly mounts: readonly ObservedMount[];
  readonly ports: readonly ObservedPort[];
}

export interface ObservedEndpoint {
  readonly networkId: NetworkId;
  readonly ipAddress?: string;
}

export interface ObservedMount {
  readonly type: string;
  /** Volume name; absent for binds and tmpfs. */
  readonly name?: string;
  readonly source: string;
  readonly target: string;
}

export interface ObservedPort {
  readonly hostIp?: string;
  readonly published?: number;
  readonly target: number;
  readonly protocol: string;
}

export interface ObservedNetwork {
  readonly id: NetworkId;
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  /** In the shape of the request that would make it, what the engine filled in included. Absent: not read. */
  readonly settings?: NetworkSettings;
  /** The engine's own addresses on it. Absent: not read. */
  readonly gateways?: readonly string[];
}

export type NetworkSettings = Omit<NetworkRequest, 'Name' | 'Driver' | 'Labels'>;

export interface ObservedVolume {
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of its driver, as they were asked for. Absent: not read. */
  readonly options?: Readonly<Record<string, string>>;
}

export interface ObservedImage {
  readonly id: ImageId;
}

/** What only an inspection tells; asked for when the hash of a container differs, and for waits. */
export interface ContainerDetails {
  readonly id: ContainerId;
  readonly name: string;
  readonly state: ContainerState;
  readonly health?: HealthState;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly restarting: boolean;
  /** ISO 8601; the zero time of Go when it never started. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly restartCount: number;
  readonly hasHealthcheck: boolean;
  readonly tty: boolean;
  /** The end of the last probe's output, and how many probes failed in a row. */
  readonly lastProbe?: { readonly exitCode: number; readonly output: string; readonly failingStreak: number };
  /** What the engine knows of the settings, in the shape of the request that would create it. */
  readonly settings: Omit<ContainerRequest, 'NetworkingConfig'>;
  /** By network name: what was asked for (`Aliases`, `IPAMConfig`, `DriverOpts`…). Absent: not read. */
  readonly endpoints?: Readonly<Record<string, EndpointRequest>>;
  /** Of the image that it was made from. Absent: not read. */
  readonly imageId?: ImageId;
  readonly mounts: readonly ObservedMount[];
}

/** What an image brings along, needed to know what a container's live settings owe to it. */
export interface ImageDetails {
  readonly id: ImageId;
  readonly env: readonly string[];
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly exposedPorts: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  readonly hasHealthcheck: boolean;
  /** Absent: the image has none, or it was not read. */
  readonly stopSignal?: string;
}

/** What a decision about one container needs when its hash does not settle it. */
export interface Inspection {
  readonly container: ContainerDetails;
  /** The image it was made from; absent when the engine has it no more. */
  readonly image?: ImageDetails;
}
