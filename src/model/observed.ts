import type { ContainerRequest, EndpointRequest, NetworkRequest } from './container-request.ts';
import type { ContainerId, ImageId, NetworkId } from './ids.ts';

/** One snapshot of what the engine has, taken with a fixed number of list calls. */
export interface Observed {
  /** Every container with the project's label, one-off ones included, but for `holdHelpers`. */
  readonly containers: readonly ObservedContainer[];
  /** Containers that hold connections, or give access to a volume, for a moment: of a run that goes on, or left by one that was killed. Absent: none. */
  readonly holdHelpers?: readonly ObservedContainer[];
  /** Every network of the engine: external networks and those without the project's label are found by name. */
  readonly networks: readonly ObservedNetwork[];
  /** Every volume of the engine, for the same reason. */
  readonly volumes: readonly ObservedVolume[];
  /** By the reference that the project uses (`busybox`, `app:1`); absent: the engine does not have it. */
  readonly images: ReadonlyMap<string, ObservedImage>;
  /** Containers that may have been changed after their creation, so their config hash proves nothing. */
  readonly updated?: ReadonlySet<ContainerId>;
  /** Containers that somebody has begun to stop, and how long ago: they run until they have obeyed, or are killed. */
  readonly stopping?: ReadonlyMap<ContainerId, number>;
  /**
   * Since when something may be half done, as the clock of this machine says (RFC 3339): somebody died while changing the project.
   * Absent: nobody did.
   */
  readonly interruptedSince?: string;
  /** Foreign containers, by name. Absent: not read. */
  readonly foreignContainers?: ReadonlyMap<string, ForeignContainer>;
}

/** A container of somebody else whose namespace or volumes a service uses (`container:NAME`). */
export type ForeignContainer = Pick<ContainerDetails, 'id' | 'state' | 'startedAt' | 'mounts'>;

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

export type HealthState = 'starting' | 'healthy' | 'unhealthy';

/** What the engine remembers of containers beside what they are now. */
export type ContainerHistory = Required<Pick<Observed, 'updated' | 'stopping'>>;

export interface ObservedContainer {
  readonly id: ContainerId;
  /** Without the leading slash. */
  readonly name: string;
  readonly state: ContainerState;
  /** The text of the engine: `Up 3 minutes (healthy)`. */
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
  /** The network of its creation, by name. The engine looks it up at every start. Absent: not reported. */
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
  /** Absent: the container may write. */
  readonly isReadOnly?: true;
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
  /** In the shape of the create request, with the engine's own defaults. Absent: not read. */
  readonly settings?: NetworkSettings;
  /** The engine's own addresses on it. Absent: not read. */
  readonly gateways?: readonly string[];
}

export type NetworkSettings = Omit<NetworkRequest, 'Name' | 'Driver' | 'Labels'>;

export interface ObservedVolume {
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Options of its driver, as requested. Absent: not read. */
  readonly options?: Readonly<Record<string, string>>;
  /** On the engine's machine. Absent: not read. */
  readonly mountpoint?: string;
  /** By the clock of the engine, in whole seconds: RFC 3339. Absent: not read. */
  readonly createdAt?: string;
  /** `local`, or `global` for the volumes of a cluster. Absent: not read. */
  readonly scope?: string;
}

export interface ObservedImage {
  readonly id: ImageId;
  /** As registries know it: `name@sha256:…`. Absent: none has told. */
  readonly digests?: readonly string[];
  /** `linux/arm64/v8`. Absent: not read. */
  readonly platform?: string;
  /** The time since a pull, a build or `tag` gave it its name. Absent: not read, or the engine does not know. */
  readonly namedAgoMs?: number;
}

/** A run of a healthcheck. */
export interface Probe {
  readonly exitCode: number;
  /** The last part of its output. */
  readonly output: string;
  /** The number of failures in a row, this one included. */
  readonly failingStreak: number;
  /** The least number of runs since the container started: an engine remembers five. */
  readonly runs: number;
}

/** One run of a healthcheck, as the engine remembers it. */
interface ProbeRun {
  /** ISO 8601; absent: not reported. */
  readonly startedAt?: string;
  readonly exitCode: number;
  readonly output: string;
}

/** The details of an inspection. gantry inspects a container when its hash differs, and for waits. */
export interface ContainerDetails {
  readonly id: ContainerId;
  readonly name: string;
  readonly state: ContainerState;
  readonly health?: HealthState;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** The engine's text, if it could not start the container the last time. */
  readonly startError?: string;
  readonly restarting: boolean;
  /** The first process, on the engine's machine. Absent: the container is not running, or the engine does not report it. */
  readonly pid?: number;
  /** ISO 8601; the zero time of Go when it never started. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly restartCount: number;
  readonly hasHealthcheck: boolean;
  readonly tty: boolean;
  /** The last probe of the current run, or of the last one. Absent: there was none. */
  readonly lastProbe?: Probe;
  /** Those of this run that the engine remembers, the oldest first: five at most. Absent: there was none. */
  readonly probes?: readonly ProbeRun[];
  /** The settings of the engine, in the shape of the create request. */
  readonly settings: Omit<ContainerRequest, 'NetworkingConfig'>;
  /** By network name: the requested settings (`Aliases`, `IPAMConfig`, `DriverOpts`…). Absent: not read. */
  readonly endpoints?: Readonly<Record<string, EndpointRequest>>;
  /** On its networks, IPv4 first. Absent: it has none. */
  readonly addresses?: readonly string[];
  /** The image of its creation. Absent: not read. */
  readonly imageId?: ImageId;
  readonly mounts: readonly ObservedMount[];
}

/** The defaults of an image, to tell which settings of a container come from it. */
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
  /** As the image has it: `['CMD-SHELL', 'curl …']`. Absent: it has none. */
  readonly healthTest?: readonly string[];
  /** Of all its layers. Absent: it was not read. */
  readonly sizeBytes?: number;
  /** `linux/arm64/v8`. */
  readonly platform?: string;
  /** What its layers are made of, the lowest first: `sha256:…` of each, uncompressed. Absent: the engine does not tell. */
  readonly layers?: readonly string[];
  /** The time of its last tag, in milliseconds since 1970. Absent: the engine does not know. */
  readonly namedAtMs?: number;
}

/** The input of a decision about one container when its hash does not settle it. */
export interface Inspection {
  readonly container: ContainerDetails;
  /** The image of its creation. Absent: the engine no longer has it. */
  readonly image?: ImageDetails;
  /** By path, the requested files that exist. Absent: none was requested. */
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
