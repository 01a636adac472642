import type { Readable } from 'node:stream';
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

/**
 * The engine, in our words. Every method is one call unless it says otherwise.
 *
 * Errors: EngineError, with the cause in words, the HTTP status, and the engine's own error as `cause`.
 */
export interface Engine {
  /** What was asked to connect to, for messages: `unix:///var/run/docker.sock`. */
  readonly endpoint: string;

  version(): Promise<EngineVersion>;

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
  unpauseContainer(id: ContainerId): Promise<void>;
  restartContainer(id: ContainerId, graceSeconds: number | undefined): Promise<void>;
  /** By force. Gone already, or going: no error. */
  removeContainer(id: ContainerId, withVolumes: boolean): Promise<void>;
  renameContainer(id: ContainerId, name: string): Promise<void>;
  /** One archive for all files; missing folders are made. */
  putFiles(id: ContainerId, files: readonly InjectedFile[]): Promise<void>;

  /** Made meanwhile by somebody else under the same name: counts as done. */
  createNetwork(request: NetworkRequest): Promise<void>;
  removeNetwork(id: NetworkId): Promise<void>;
  connectNetwork(network: string, container: ContainerId, endpoint: EndpointRequest): Promise<void>;
  disconnectNetwork(network: string, container: ContainerId): Promise<void>;
  createVolume(request: VolumeRequest): Promise<void>;
  removeVolume(name: string): Promise<void>;

  /** Takes the name away, and the image with its last name. Gone already: no error. */
  removeImage(reference: string): Promise<void>;
  /** What the registry has under a name: `sha256:…`, of the index where the image is for several platforms. */
  resolveDigest(reference: string): Promise<string>;
  /** @returns the id of the image that the reference names afterwards (two calls). */
  pullImage(
    reference: string,
    platform: string | undefined,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<ImageId>;
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

  /** Frees the connections. */
  close(): void;
}

export interface EngineVersion {
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  readonly arch: string;
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
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly platform?: string;
  readonly isolation?: string;
  readonly ulimits: readonly { readonly Name: string; readonly Soft: number; readonly Hard: number }[];
  /** Where the engine gets the context from: the URL of a git repository or of a tar archive. */
  readonly remote?: string;
}
