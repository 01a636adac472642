import type { ContainerId, ImageId } from '../../model/ids.ts';

export interface PathStat {
  readonly name: string;
  readonly sizeBytes: number;
  /** Go's `os.FileMode`: the low nine bits are the permissions, bit 31 says folder, bit 27 symbolic link. */
  readonly mode: number;
  /** RFC 3339. */
  readonly modifiedAt: string;
  readonly linkTarget: string;
}

/** A path in the writable layer of a container. Folders above what was written are `changed`, too. */
export interface LayerChange {
  readonly path: string;
  readonly kind: 'changed' | 'created' | 'removed';
}

/** An event of a container, with the engine's own action. */
export interface ContainerEvent {
  readonly container: ContainerId;
  /** `start`, `die`, `exec_create: sh -c true`… */
  readonly action: string;
  /** Its labels, and the details of the action (`exitCode`, `execID`…). */
  readonly attributes: Readonly<Record<string, string>>;
  /** RFC 3339, with nanoseconds. */
  readonly time: string;
}

/** The output of `ps` on the engine's machine. */
export interface ProcessTable {
  readonly titles: readonly string[];
  readonly processes: readonly (readonly string[])[];
}

export interface ImageSummary {
  readonly id: ImageId;
  /** `busybox:latest` */
  readonly tags: readonly string[];
  /** `busybox@sha256:…` */
  readonly digests: readonly string[];
  readonly sizeBytes: number;
  /** Of that, what other images have too. Absent: not asked for, or the engine cannot tell. */
  readonly sharedBytes?: number;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** Absent: it has none. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface EngineVersion {
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  readonly arch: string;
  /** The versions of its parts by name (`Engine`, `runc`, `Podman Engine`). Absent: it does not tell. */
  readonly components?: Readonly<Record<string, string>>;
}

/** Absent members: the engine does not tell. */
export interface EngineInfo {
  readonly name: string;
  readonly os: string;
  /** The folder of images and volumes on the engine's host. */
  readonly rootDir: string;
  readonly storageDriver: string;
  readonly cgroupVersion: string;
  /** `name=rootless`, `name=userns`, `name=seccomp,profile=builtin`. */
  readonly securityOptions: readonly string[];
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly containers: number;
  /** The engine's clock, RFC 3339. */
  readonly systemTime: string;
  readonly warnings: readonly string[];
  readonly runtimes: readonly string[];
  readonly isSwarm: boolean;
  /** The node of a swarm that it is. Absent: of none. */
  readonly nodeId?: string;
  /** Its images are in the store of containerd, under other ids and with layers as they were packed. */
  readonly storesInContainerd: boolean;
  /** Of its machine: `6.1.0-26-amd64`. */
  readonly kernel?: string;
  /** What the storage driver tells of itself: `Backing Filesystem`. */
  readonly storageDetails?: Readonly<Record<string, string>>;
  readonly loggingDriver?: string;
  readonly liveRestore?: boolean;
  /** The limits that it cannot set. */
  readonly missingLimits?: readonly LimitKind[];
  /** Registries that it speaks to without checking who they are, those of this machine left out. */
  readonly insecureRegistries?: readonly string[];
  readonly experimental?: boolean;
  /** Absent: those that an engine comes with. */
  readonly addressPools?: readonly AddressPool[];
  readonly authorizationPlugins?: readonly string[];
}

export type LimitKind = 'memory' | 'swap' | 'cpu' | 'pids';

/** Networks without a subnet of their own get one of `size` bits in `base`. */
export interface AddressPool {
  /** `172.17.0.0/16` */
  readonly base: string;
  readonly size: number;
}

export interface Created {
  readonly id: ContainerId;
  readonly warnings: readonly string[];
}

export interface EngineEvent {
  readonly container: ContainerId;
  readonly labels: Readonly<Record<string, string>>;
  readonly name: string;
  readonly action: EngineAction;
  /** Of `die`. */
  readonly exitCode?: number;
  readonly timeMs: number;
}

export type EngineAction =
  | 'create'
  | 'start'
  | 'die'
  | 'stop'
  | 'kill'
  | 'oom'
  | 'pause'
  | 'unpause'
  | 'restart'
  | 'rename'
  | 'destroy'
  | 'healthy'
  | 'unhealthy'
  | 'other';

export interface Subscription {
  /** Rejects when the stream broke; resolves after `close()`. */
  readonly ended: Promise<void>;
  close(): void;
}

/** One line, without its line end. */
export interface LogRecord {
  readonly stream: 'stdout' | 'stderr';
  /** RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly text: string;
}

/** The disk usage of the engine's objects, in bytes; layers that images share count once. */
export interface DiskUsage {
  readonly images: number;
  /** The writable layers of containers. */
  readonly containers: number;
  readonly volumes: number;
  readonly buildCache: number;
}
