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
  /** Containers that may have been changed after they were made, so that what made them no longer tells what they are. */
  readonly updated?: ReadonlySet<ContainerId>;
  /** Containers of others whose namespaces or volumes services share (`container:NAME`), by name. Absent: nobody looked. */
  readonly foreignContainers?: ReadonlyMap<string, ForeignContainer>;
}

/** A container that is none of the project's. */
export type ForeignContainer = Pick<ContainerDetails, 'id' | 'state' | 'startedAt' | 'mounts'>;

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
  /** As it was made with: the name of a network, which the engine looks for on every start. Absent: not told. */
  readonly networkMode?: string;
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
  /** On the engine's machine. Absent: not read. */
  readonly mountpoint?: string;
  /** `local`, or `global` for the volumes of a cluster. Absent: not read. */
  readonly scope?: string;
}

export interface ObservedImage {
  readonly id: ImageId;
  /** `linux/arm64/v8`. Absent: nobody looked. */
  readonly platform?: string;
  /** How long ago it got its name: by a pull, a build or `tag`. Absent: nobody looked, or the engine does not know. */
  readonly namedAgoMs?: number;
}

/** A run of a healthcheck. */
export interface Probe {
  readonly exitCode: number;
  /** The end of what it wrote. */
  readonly output: string;
  /** How many failed in a row, up to this one. */
  readonly failingStreak: number;
  /** How many there were since the container started, at least: an engine remembers five. */
  readonly runs: number;
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
  /** Of its first process, on the engine's machine. Absent: it does not run, or the engine does not say. */
  readonly pid?: number;
  /** ISO 8601; the zero time of Go when it never started. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly restartCount: number;
  readonly hasHealthcheck: boolean;
  readonly tty: boolean;
  /** Of the run that is under way, or the last one. Absent: there was none. */
  readonly lastProbe?: Probe;
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
  /** `linux/arm64/v8`. */
  readonly platform?: string;
  /** When it got its last name; milliseconds since 1970. Absent: the engine does not know. */
  readonly namedAtMs?: number;
}

/** What a decision about one container needs when its hash does not settle it. */
export interface Inspection {
  readonly container: ContainerDetails;
  /** The image it was made from; absent when the engine has it no more. */
  readonly image?: ImageDetails;
  /** By path, those that were asked for and are there. Absent: none was asked for. */
  readonly files?: ReadonlyMap<string, LiveFile>;
}

/** A file in a container. */
export interface LiveFile {
  readonly sha256: string;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** A container to inspect, and files of it to read. */
export type InspectionNeed = ContainerId | { readonly id: ContainerId; readonly files: readonly string[] };
