import type { Duplex, Readable } from 'node:stream';
import type {
  ContainerRequest,
  EndpointRequest,
  NetworkRequest,
  VolumeRequest,
} from '../model/container-request.ts';
import type { Progress } from '../model/event.ts';
import type { ContainerId, ImageId, NetworkId } from '../model/ids.ts';
import type {
  ContainerDetails,
  ImageDetails,
  ObservedContainer,
  ObservedImage,
  ObservedNetwork,
  ObservedVolume,
} from '../model/observed.ts';
import type { InjectedFile } from '../model/operation.ts';
import type { DiskUsage } from './disk-usage.ts';

/**
 * The engine, in our words. Every method is one call unless it says otherwise.
 *
 * Errors: EngineError, with the cause in words, the HTTP status, and the engine's own error as `cause`.
 */
export interface Engine {
  /** What was asked to connect to, for messages: `unix:///var/run/docker.sock`. */
  readonly endpoint: string;

  version(): Promise<EngineVersion>;
  /** Slow (some 10 ms): not on the way of a command that people wait for. */
  info(): Promise<EngineInfo>;
  /** Slow where there is much: it adds up the sizes of files. */
  diskUsage(): Promise<DiskUsage>;

  /** All states. `labels` are `key` or `key=value`, all of which must match. */
  listContainers(labels: readonly string[]): Promise<readonly ObservedContainer[]>;
  listNetworks(): Promise<readonly ObservedNetwork[]>;
  listVolumes(): Promise<readonly ObservedVolume[]>;
  /**
   * The images among `references` that the engine has, by the reference as given.
   * One list call for all names and tags; one inspection for each reference that is an id.
   */
  listImages(references: readonly string[]): Promise<ReadonlyMap<string, ObservedImage>>;

  inspectContainer(id: ContainerId): Promise<ContainerDetails>;
  /** undefined: there is none. */
  inspectImage(reference: string): Promise<ImageDetails | undefined>;

  createContainer(name: string, request: ContainerRequest, platform: string | undefined): Promise<Created>;
  startContainer(id: ContainerId): Promise<void>;
  /** Returns when it has stopped. Already stopped, or gone: no error. */
  stopContainer(id: ContainerId, graceSeconds: number | undefined): Promise<void>;
  /** Not running, or gone: no error. */
  killContainer(id: ContainerId, signal: string): Promise<void>;
  pauseContainer(id: ContainerId): Promise<void>;
  unpauseContainer(id: ContainerId): Promise<void>;
  /** Changes limits and the restart policy of a container that goes on running. @returns the engine's warnings. */
  updateContainer(id: ContainerId, update: ContainerUpdate): Promise<readonly string[]>;
  /** @returns the exit code. `next-exit` answers at the next one, also of a container that does not run yet. */
  waitContainer(id: ContainerId, until: WaitUntil, signal?: AbortSignal): Promise<number>;
  restartContainer(id: ContainerId, graceSeconds: number | undefined): Promise<void>;
  /** By force. Gone already, or going: no error. */
  removeContainer(id: ContainerId, withVolumes: boolean): Promise<void>;
  renameContainer(id: ContainerId, name: string): Promise<void>;
  /** One archive for all files; missing folders are made. */
  putFiles(id: ContainerId, files: readonly InjectedFile[]): Promise<void>;

  /** undefined: there is nothing at this path. A symbolic link is not followed. */
  statPath(id: ContainerId, path: string): Promise<PathStat | undefined>;
  /** A tar archive of the file or folder; its entries begin with the last part of `path`. */
  getArchive(id: ContainerId, path: string): Promise<Readable>;
  /** Unpacks a tar archive in the folder `path`, which has to be there. */
  putArchive(
    id: ContainerId,
    path: string,
    archive: Readable | Buffer,
    options?: PutArchiveOptions,
  ): Promise<void>;

  /** What the process reads and writes from now on. Attach before the start, and nothing is lost. */
  attachContainer(id: ContainerId, options: AttachOptions): Promise<Duplex>;
  /** The window of its terminal. Not running (yet, or any more): no error. */
  resizeContainer(id: ContainerId, size: TerminalSize): Promise<void>;
  /** @returns the id of the exec, which runs nothing yet. */
  createExec(id: ContainerId, request: ExecRequest): Promise<string>;
  /** Starts it; the stream is in frames (demux-frames.ts) unless it has a terminal. */
  startExec(exec: string, options: { readonly tty: boolean }): Promise<Duplex>;
  /** Starts it and does not wait for anything that it writes. */
  startDetachedExec(exec: string, options: { readonly tty: boolean }): Promise<void>;
  resizeExec(exec: string, size: TerminalSize): Promise<void>;
  /** `exitCode` is absent while it runs. */
  /** `started`: there was a process at all. */
  inspectExec(
    exec: string,
  ): Promise<{ readonly running: boolean; readonly started: boolean; readonly exitCode?: number }>;

  /** Made meanwhile by somebody else under the same name: counts as done. */
  createNetwork(request: NetworkRequest): Promise<void>;
  removeNetwork(id: NetworkId): Promise<void>;
  connectNetwork(network: string, container: ContainerId, endpoint: EndpointRequest): Promise<void>;
  disconnectNetwork(network: string, container: ContainerId): Promise<void>;
  createVolume(request: VolumeRequest): Promise<void>;
  removeVolume(name: string): Promise<void>;
  /** In bytes, by name. Slow: the engine reads through them. */
  volumeSizes(): Promise<ReadonlyMap<string, number>>;
  /** Containers that were changed in place, as far as the engine remembers. Never fails. */
  updatedContainers(): Promise<ReadonlySet<ContainerId>>;

  /** Takes the name away, and the image with its last name. Gone already: no error. */
  removeImage(reference: string): Promise<void>;
  /** Removes images with all these labels that have no name and that no container uses. */
  pruneImages(labels: readonly string[]): Promise<void>;
  /** What the registry has under a name: `sha256:…`, of the index where the image is for several platforms. */
  resolveDigest(reference: string): Promise<string>;
  /** @returns the id of the image that the reference names afterwards (two calls). */
  pullImage(
    reference: string,
    platform: string | undefined,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<ImageId>;
  /** Sends the image to the registry that its name says. */
  pushImage(reference: string, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<void>;
  /**
   * `POST /build`, with BuildKit where the engine has it, else with the classic builder (a second call).
   *
   * @param context gives the archive; asked again for the second call. Absent when the engine fetches it (`remote`).
   * @returns the id of the image built.
   */
  buildImage(
    context: (() => Readable) | undefined,
    options: ImageBuildOptions,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<ImageId>;

  /** Resolves when the engine listens: everything that happens afterwards is reported. */
  subscribe(labels: readonly string[], onEvent: (event: EngineEvent) => void): Promise<Subscription>;
  logs(id: ContainerId, options: LogOptions, signal: AbortSignal): AsyncIterable<LogRecord>;
  /** What happened to containers since a time, and with no `until` all that goes on to happen. */
  history(query: HistoryQuery, signal: AbortSignal): AsyncIterable<ContainerEvent>;

  /** Error: EngineError when it does not run. */
  topContainer(id: ContainerId): Promise<ProcessTable>;
  /** What it uses of its machine: one sample, or one a second until `signal`, or until it is removed. */
  stats(
    id: ContainerId,
    options: { readonly follow: boolean },
    signal: AbortSignal,
  ): AsyncIterable<StatsSample>;
  /** Every image with its names; one list call. */
  listImageSummaries(): Promise<readonly ImageSummary[]>;
  /** A tar archive of all its files, running or not. */
  exportContainer(id: ContainerId, signal?: AbortSignal): Promise<Readable>;
  /** @returns the id of the image made. */
  commitContainer(id: ContainerId, request: CommitRequest): Promise<ImageId>;

  /** Frees the connections. */
  close(): void;
}

/** Members of HostConfig that `POST /containers/{id}/update` takes. Source: Docker Engine API v1.45. */
interface ContainerUpdate {
  readonly CpuShares?: number;
  readonly CpuPeriod?: number;
  readonly CpuQuota?: number;
  readonly CpuRealtimePeriod?: number;
  readonly CpuRealtimeRuntime?: number;
  readonly CpusetCpus?: string;
  readonly CpusetMems?: string;
  readonly NanoCpus?: number;
  readonly Memory?: number;
  readonly MemoryReservation?: number;
  readonly MemorySwap?: number;
  readonly BlkioWeight?: number;
  readonly PidsLimit?: number;
  readonly RestartPolicy?: { readonly Name: string; readonly MaximumRetryCount?: number };
}

type WaitUntil = 'not-running' | 'next-exit' | 'removed';

interface PathStat {
  readonly name: string;
  readonly sizeBytes: number;
  /** Go's `os.FileMode`: the low nine bits are the permissions, bit 31 says folder, bit 27 symbolic link. */
  readonly mode: number;
  /** RFC 3339. */
  readonly modifiedAt: string;
  readonly linkTarget: string;
}

interface PutArchiveOptions {
  /** Files belong to the user of the container, whatever the archive says. */
  readonly copyUidGid?: boolean;
  /** A folder never takes the place of a file, nor a file that of a folder. */
  readonly noOverwriteDirNonDir?: boolean;
}

interface AttachOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  /** What it wrote before, too. */
  readonly logs?: boolean;
  /** Only with a terminal: keys that leave it running, `ctrl-p,ctrl-q`. */
  readonly detachKeys?: string;
}

export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/** Source: Docker Engine API v1.45, `POST /containers/{id}/exec`. */
export interface ExecRequest {
  readonly Cmd: readonly string[];
  readonly AttachStdin?: boolean;
  readonly AttachStdout?: boolean;
  readonly AttachStderr?: boolean;
  readonly Tty?: boolean;
  readonly ConsoleSize?: readonly [rows: number, columns: number];
  readonly DetachKeys?: string;
  readonly Env?: readonly string[];
  readonly Privileged?: boolean;
  readonly User?: string;
  readonly WorkingDir?: string;
}

interface HistoryQuery {
  readonly labels: readonly string[];
  /** RFC 3339 or seconds since 1970. Absent: from now on. */
  readonly since?: string;
  readonly until?: string;
}

/** Anything that happened to a container, with the engine's own word for it. */
export interface ContainerEvent {
  readonly container: ContainerId;
  /** `start`, `die`, `exec_create: sh -c true`… */
  readonly action: string;
  /** Its labels, and what the action brings along (`exitCode`, `execID`…). */
  readonly attributes: Readonly<Record<string, string>>;
  /** RFC 3339, with nanoseconds. */
  readonly time: string;
}

/** As `ps` on the engine's machine prints it. */
interface ProcessTable {
  readonly titles: readonly string[];
  readonly processes: readonly (readonly string[])[];
}

export interface StatsSample {
  /** 100 is one processor. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  /** 0: it does not run. */
  readonly memoryLimitBytes: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly processes: number;
}

export interface ImageSummary {
  readonly id: ImageId;
  /** `busybox:latest` */
  readonly tags: readonly string[];
  /** `busybox@sha256:…` */
  readonly digests: readonly string[];
  readonly sizeBytes: number;
  /** Seconds since 1970. */
  readonly createdAt: number;
}

interface CommitRequest {
  /** Absent: the image gets no name. */
  readonly repository?: string;
  readonly tag?: string;
  readonly message?: string;
  readonly author?: string;
  /** Lines of a Dockerfile: `CMD ["sh"]`. */
  readonly changes: readonly string[];
  /** Nothing in the container runs meanwhile. */
  readonly pause: boolean;
}

export interface EngineVersion {
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  readonly arch: string;
}

export interface EngineInfo {
  readonly name: string;
  readonly os: string;
  /** Where it keeps images and volumes, on its own host. */
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
}

interface Created {
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

export interface LogOptions {
  readonly follow: boolean;
  /** Absent: from the first line. */
  readonly tail?: number;
  /** RFC 3339 or seconds since 1970. */
  readonly since?: string;
  readonly until?: string;
  readonly tty: boolean;
}

/** One line, without its line end. */
export interface LogRecord {
  readonly stream: 'stdout' | 'stderr';
  /** RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly text: string;
}

/** The parameters of `POST /build`. Source: Docker Engine API v1.45. */
export interface ImageBuildOptions {
  readonly tags: readonly string[];
  readonly dockerfile: string;
  readonly target?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly cacheFrom: readonly string[];
  readonly networkMode?: string;
  readonly extraHosts: readonly string[];
  readonly shmSizeBytes?: number;
  /** Of the containers of the steps, and of the classic builder only. */
  readonly memoryBytes?: number;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly platform?: string;
  readonly isolation?: string;
  readonly ulimits: readonly { readonly Name: string; readonly Soft: number; readonly Hard: number }[];
  /** Where the engine gets the context from: the URL of a git repository or of a tar archive. */
  readonly remote?: string;
}
