/** The members of HostConfig that `POST /containers/{id}/update` accepts. Source: Docker Engine API v1.45. */
export interface ContainerUpdate {
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

export type WaitUntil = 'not-running' | 'next-exit' | 'removed';

export interface PutArchiveOptions {
  /** Files belong to the user of the container, whatever their owner in the archive is. */
  readonly copyUidGid?: boolean;
  /** A folder never replaces a file, nor a file a folder. */
  readonly noOverwriteDirNonDir?: boolean;
}

export interface AttachOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  /** Earlier output too. */
  readonly logs?: boolean;
  /** Only with a terminal: the keys that detach, `ctrl-p,ctrl-q`. */
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

export interface HistoryQuery {
  readonly labels: readonly string[];
  /** RFC 3339 or seconds since 1970. Absent: from now on. */
  readonly since?: string;
  readonly until?: string;
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
  /** For the containers of the steps; only the classic builder has it. */
  readonly memoryBytes?: number;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly platform?: string;
  readonly isolation?: string;
  readonly ulimits: readonly { readonly Name: string; readonly Soft: number; readonly Hard: number }[];
  /** The URL of a git repository or of a tar archive from which the engine gets the context. */
  readonly remote?: string;
}
