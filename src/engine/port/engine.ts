import type { Duplex, Readable } from 'node:stream';
import type { CommitRequest } from '../../model/commit-request.ts';
import type {
  ContainerRequest,
  EndpointRequest,
  NetworkRequest,
  VolumeRequest,
} from '../../model/container-request.ts';
import type { OnProgress } from '../../model/event.ts';
import type { ContainerId, ImageId, NetworkId } from '../../model/ids.ts';
import type { InjectedFile } from '../../model/injected-file.ts';
import type {
  ContainerDetails,
  ContainerHistory,
  ImageDetails,
  ObservedContainer,
  ObservedImage,
  ObservedNetwork,
  ObservedVolume,
} from '../../model/observed.ts';
import type { StatsSample } from '../../model/stats-sample.ts';
import type {
  ContainerEvent,
  Created,
  DiskUsage,
  EngineEvent,
  EngineInfo,
  EngineVersion,
  ImageSummary,
  LayerChange,
  LogRecord,
  PathStat,
  ProcessTable,
  Subscription,
} from './engine-answers.ts';
import type {
  AttachOptions,
  ContainerUpdate,
  ExecRequest,
  HistoryQuery,
  ImageBuildOptions,
  LogOptions,
  PutArchiveOptions,
  TerminalSize,
  WaitUntil,
} from './engine-requests.ts';
import type { Swarm } from './swarm.ts';

/**
 * The port to a container engine. Every method is one call unless its comment says otherwise.
 *
 * Errors: EngineError, with the cause in words, the HTTP status, and the engine's own error as `cause`.
 */
export interface Engine {
  /** The address, for messages: `unix:///var/run/docker.sock`. */
  readonly endpoint: string;

  version(): Promise<EngineVersion>;
  /** Slow (some 10 ms): not for commands that users wait for. */
  info(): Promise<EngineInfo>;
  /** Slow for many objects: the engine adds up the sizes of files. */
  diskUsage(): Promise<DiskUsage>;

  /**
   * All states. `labels` are `key` or `key=value`, all of which must match. With labels, none of a task of a swarm: it has those of
   * its image, and these name the project and the service that the image was built for.
   */
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
  /** Returns when the container has stopped. A stopped or removed container is no error. */
  stopContainer(id: ContainerId, graceSeconds: number | undefined): Promise<void>;
  /** A stopped or removed container is no error. */
  killContainer(id: ContainerId, signal: string): Promise<void>;
  pauseContainer(id: ContainerId): Promise<void>;
  unpauseContainer(id: ContainerId): Promise<void>;
  /**
   * Changes limits and the restart policy in place. A container that ends meanwhile is no error.
   * @returns the engine's warnings.
   */
  updateContainer(id: ContainerId, update: ContainerUpdate): Promise<readonly string[]>;
  /** @returns the exit code. `next-exit` answers at the next exit, also for a container that is not running yet. */
  waitContainer(id: ContainerId, until: WaitUntil, signal?: AbortSignal): Promise<number>;
  restartContainer(id: ContainerId, graceSeconds: number | undefined): Promise<void>;
  /** By force. A container that is already removed, or being removed, is no error. */
  removeContainer(id: ContainerId, withVolumes: boolean): Promise<void>;
  /** A container that already has the name is no error. */
  renameContainer(id: ContainerId, name: string): Promise<void>;
  /** One archive for all files; the engine creates missing folders. */
  putFiles(id: ContainerId, files: readonly InjectedFile[]): Promise<void>;

  /** What it has written into itself since its creation; mounts are left out. */
  containerChanges(id: ContainerId): Promise<readonly LayerChange[]>;
  /** @returns undefined when the path does not exist. A symbolic link is not followed. */
  statPath(id: ContainerId, path: string): Promise<PathStat | undefined>;
  /** A tar archive of the file or folder; its entries begin with the last part of `path`. */
  getArchive(id: ContainerId, path: string): Promise<Readable>;
  /** Unpacks a tar archive in the folder `path`, which has to exist. */
  putArchive(
    id: ContainerId,
    path: string,
    archive: Readable | Buffer,
    options?: PutArchiveOptions,
  ): Promise<void>;

  /** The input and output of the process from now on. Attaching before the start loses nothing. */
  attachContainer(id: ContainerId, options: AttachOptions): Promise<Duplex>;
  /** Sets the size of its terminal. Never an error, because the process may not run yet or any more. */
  resizeContainer(id: ContainerId, size: TerminalSize): Promise<void>;
  /** @returns the id of the exec, which runs nothing yet. */
  createExec(id: ContainerId, request: ExecRequest): Promise<string>;
  /** Starts it; the stream is in frames (demux-frames.ts) unless it has a terminal. */
  startExec(exec: string, options: { readonly tty: boolean }): Promise<Duplex>;
  /** Starts it without waiting for its output. */
  startDetachedExec(exec: string, options: { readonly tty: boolean }): Promise<void>;
  /** As `resizeContainer`. */
  resizeExec(exec: string, size: TerminalSize): Promise<void>;
  /** `started`: a process existed. `exitCode` is absent while it runs. */
  inspectExec(
    exec: string,
  ): Promise<{ readonly running: boolean; readonly started: boolean; readonly exitCode?: number }>;

  /** A network of the same name that somebody else created meanwhile counts as done. */
  createNetwork(request: NetworkRequest): Promise<void>;
  removeNetwork(id: NetworkId): Promise<void>;
  connectNetwork(network: string, container: ContainerId, endpoint: EndpointRequest): Promise<void>;
  /** A container that has left the network is no error. */
  disconnectNetwork(network: string, container: ContainerId): Promise<void>;
  /**
   * At once there or not: of several calls with one name, one creates the volume. A volume that exists is no error.
   * @returns the labels of the volume with this name, whoever created it.
   */
  createVolume(request: VolumeRequest): Promise<Readonly<Record<string, string>>>;
  removeVolume(name: string): Promise<void>;
  /** In bytes, by name. Slow: the engine reads through them. */
  volumeSizes(): Promise<ReadonlyMap<string, number>>;
  /** As far as the engine remembers: which containers were changed in place, or are being stopped; none if `enough` is aborted first. Never fails. */
  containerHistory(enough: AbortSignal): Promise<ContainerHistory>;

  /**
   * Removes the name, and with the last name the image. A removed image is no error.
   * @param onlyIf leaves the name when it is that of another image by now (a second call)
   */
  removeImage(reference: string, onlyIf?: ImageId): Promise<void>;
  /** Removes images with all these labels that have no name and that no container uses. */
  pruneImages(labels: readonly string[]): Promise<void>;
  /** The digest of a name in the registry: `sha256:…`; for an image of several platforms that of the index. */
  resolveDigest(reference: string): Promise<string>;
  /** @returns the id of the image with this reference afterwards (two calls). */
  pullImage(
    reference: string,
    platform: string | undefined,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ImageId>;
  /** Pushes the image to the registry of its name. @returns its digest there; undefined: the engine does not say */
  pushImage(reference: string, onProgress: OnProgress, signal: AbortSignal): Promise<string | undefined>;
  /**
   * `POST /build`, with BuildKit where the engine has it, else with the classic builder (a second call).
   *
   * @param context returns the archive; called again for the second call. Absent when the engine fetches it (`remote`).
   * @returns the id of the new image.
   */
  buildImage(
    context: (() => Readable) | undefined,
    options: ImageBuildOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ImageId>;

  /** Resolves when the engine listens: everything that happens afterwards is reported. */
  subscribe(labels: readonly string[], onEvent: (event: EngineEvent) => void): Promise<Subscription>;
  logs(id: ContainerId, options: LogOptions, signal: AbortSignal): AsyncIterable<LogRecord>;
  /** The events of containers since a time; without `until` also future ones. */
  history(query: HistoryQuery, signal: AbortSignal): AsyncIterable<ContainerEvent>;

  /** Error: EngineError when the container is not running. */
  /** @param columns for the `ps` of the engine's machine, with `pid` among them; absent: those of `ps -ef` */
  topContainer(id: ContainerId, columns?: string): Promise<ProcessTable>;
  /** Its resource usage: one sample, or one per second until `signal` is aborted or the container is removed. */
  stats(
    id: ContainerId,
    options: { readonly follow: boolean },
    signal: AbortSignal,
  ): AsyncIterable<StatsSample>;
  /**
   * Every image with its names; one list call.
   * @param options `withShared`: also how much each has in common with others, which takes the engine longer
   */
  listImageSummaries(options?: { readonly withShared?: boolean }): Promise<readonly ImageSummary[]>;
  /** A tar archive of all its files, running or not. */
  exportContainer(id: ContainerId, signal?: AbortSignal): Promise<Readable>;
  /** A tar archive of these images, each layer once; engines since 25 have a file for each content in it, named by its hash. */
  saveImages(ids: readonly ImageId[], signal?: AbortSignal): Promise<Readable>;
  /** Takes in the images of such an archive, with the names that it gives them. */
  loadImages(archive: Readable, signal: AbortSignal): Promise<void>;
  /** Gives an image one more name. */
  tagImage(id: ImageId, name: string): Promise<void>;
  /** @returns the id of the new image. */
  commitContainer(id: ContainerId, request: CommitRequest): Promise<ImageId>;

  /** The swarm that this engine manages. Loaded when it is asked for; no call. */
  swarm(): Promise<Swarm>;

  /** Closes the connections. */
  close(): void;
}
