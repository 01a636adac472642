/**
 * The requests that create objects, in the words of the engine's API. gantry sends them as they are; a label of each container
 * keeps the config hash.
 *
 * Source: Docker Engine API v1.45, `POST /containers/create`, `/networks/create`, `/volumes/create`;
 * https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerCreate.
 */
export interface ContainerRequest {
  readonly Image: string;
  readonly Hostname?: string;
  readonly Domainname?: string;
  readonly User?: string;
  readonly AttachStdin?: boolean;
  readonly AttachStdout?: boolean;
  readonly AttachStderr?: boolean;
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
  readonly Tty?: boolean;
  readonly OpenStdin?: boolean;
  readonly StdinOnce?: boolean;
  readonly Env?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Healthcheck?: HealthcheckRequest;
  readonly WorkingDir?: string;
  readonly Entrypoint?: readonly string[];
  readonly NetworkDisabled?: boolean;
  readonly Labels: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
  /** Whole seconds. */
  readonly StopTimeout?: number;
  readonly HostConfig: HostConfig;
  readonly NetworkingConfig: { readonly EndpointsConfig: Readonly<Record<string, EndpointRequest>> };
}

/** Durations in nanoseconds. */
export interface HealthcheckRequest {
  readonly Test?: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly Retries?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
}

/** Sizes in bytes. */
export interface HostConfig {
  readonly Annotations?: Readonly<Record<string, string>>;
  /** The engine removes it when it ends, its anonymous volumes too. */
  readonly AutoRemove?: boolean;
  readonly Binds?: readonly string[];
  readonly BlkioWeight?: number;
  readonly BlkioWeightDevice?: readonly { readonly Path: string; readonly Weight: number }[];
  readonly BlkioDeviceReadBps?: readonly ThrottleDeviceRequest[];
  readonly BlkioDeviceReadIOps?: readonly ThrottleDeviceRequest[];
  readonly BlkioDeviceWriteBps?: readonly ThrottleDeviceRequest[];
  readonly BlkioDeviceWriteIOps?: readonly ThrottleDeviceRequest[];
  readonly CapAdd?: readonly string[];
  readonly CapDrop?: readonly string[];
  readonly CgroupnsMode?: string;
  readonly CgroupParent?: string;
  /** The size of the terminal at the start. */
  readonly ConsoleSize?: readonly [rows: number, columns: number];
  readonly CpuCount?: number;
  readonly CpuPercent?: number;
  readonly CpuPeriod?: number;
  readonly CpuQuota?: number;
  readonly CpuRealtimePeriod?: number;
  readonly CpuRealtimeRuntime?: number;
  readonly CpuShares?: number;
  readonly CpusetCpus?: string;
  readonly DeviceCgroupRules?: readonly string[];
  readonly DeviceRequests?: readonly DeviceRequestBody[];
  readonly Devices?: readonly {
    readonly PathOnHost: string;
    readonly PathInContainer: string;
    readonly CgroupPermissions: string;
  }[];
  readonly Dns?: readonly string[];
  readonly DnsOptions?: readonly string[];
  readonly DnsSearch?: readonly string[];
  readonly ExtraHosts?: readonly string[];
  readonly GroupAdd?: readonly string[];
  readonly Init?: boolean;
  readonly IpcMode?: string;
  readonly Isolation?: string;
  readonly Links?: readonly string[];
  readonly LogConfig?: { readonly Type: string; readonly Config: Readonly<Record<string, string>> };
  readonly MaskedPaths?: readonly string[];
  readonly Memory?: number;
  readonly MemoryReservation?: number;
  readonly MemorySwap?: number;
  readonly MemorySwappiness?: number;
  readonly Mounts?: readonly MountRequest[];
  readonly NanoCpus?: number;
  readonly NetworkMode?: string;
  readonly OomKillDisable?: boolean;
  readonly OomScoreAdj?: number;
  readonly PidMode?: string;
  readonly PidsLimit?: number;
  readonly PortBindings?: Readonly<
    Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>
  >;
  readonly Privileged?: boolean;
  readonly ReadonlyPaths?: readonly string[];
  readonly ReadonlyRootfs?: boolean;
  readonly RestartPolicy?: { readonly Name: string; readonly MaximumRetryCount: number };
  readonly Runtime?: string;
  readonly SecurityOpt?: readonly string[];
  readonly ShmSize?: number;
  readonly StorageOpt?: Readonly<Record<string, string>>;
  readonly Sysctls?: Readonly<Record<string, string>>;
  readonly Tmpfs?: Readonly<Record<string, string>>;
  readonly UTSMode?: string;
  readonly Ulimits?: readonly { readonly Name: string; readonly Soft: number; readonly Hard: number }[];
  readonly UsernsMode?: string;
  readonly VolumesFrom?: readonly string[];
}

/**
 * The settings that can be changed while a container runs. An absent setting stays as it is: an engine cannot remove most limits.
 *
 * Source: `POST /containers/{id}/update`,
 * https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerUpdate.
 */
export type UpdateRequest = Pick<
  HostConfig,
  | 'CpuPeriod'
  | 'CpuQuota'
  | 'CpuShares'
  | 'CpusetCpus'
  | 'Memory'
  | 'MemoryReservation'
  | 'MemorySwap'
  | 'NanoCpus'
  | 'PidsLimit'
  | 'RestartPolicy'
>;

export interface ThrottleDeviceRequest {
  readonly Path: string;
  readonly Rate: number;
}

export interface DeviceRequestBody {
  readonly Driver?: string;
  readonly Count?: number;
  readonly DeviceIDs?: readonly string[];
  readonly Capabilities?: readonly (readonly string[])[];
  readonly Options?: Readonly<Record<string, string>>;
}

export interface MountRequest {
  readonly Type: string;
  readonly Source?: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
  readonly Consistency?: string;
  readonly BindOptions?: {
    readonly Propagation?: string;
    readonly CreateMountpoint?: boolean;
    readonly NonRecursive?: boolean;
    readonly ReadOnlyNonRecursive?: boolean;
    readonly ReadOnlyForceRecursive?: boolean;
  };
  readonly VolumeOptions?: {
    readonly NoCopy?: boolean;
    readonly Subpath?: string;
    readonly Labels?: Readonly<Record<string, string>>;
  };
  readonly TmpfsOptions?: { readonly SizeBytes?: number; readonly Mode?: number };
  readonly ImageOptions?: { readonly Subpath?: string };
}

export interface EndpointRequest {
  readonly Aliases?: readonly string[];
  readonly Links?: readonly string[];
  readonly MacAddress?: string;
  readonly GwPriority?: number;
  readonly DriverOpts?: Readonly<Record<string, string>>;
  readonly IPAMConfig?: {
    readonly IPv4Address?: string;
    readonly IPv6Address?: string;
    readonly LinkLocalIPs?: readonly string[];
  };
}

export interface NetworkRequest {
  readonly Name: string;
  readonly Driver?: string;
  readonly Options?: Readonly<Record<string, string>>;
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  readonly EnableIPv4?: boolean;
  readonly EnableIPv6?: boolean;
  readonly IPAM?: {
    readonly Driver?: string;
    readonly Config?: readonly {
      readonly Subnet?: string;
      readonly IPRange?: string;
      readonly Gateway?: string;
      readonly AuxiliaryAddresses?: Readonly<Record<string, string>>;
    }[];
    readonly Options?: Readonly<Record<string, string>>;
  };
  readonly Labels: Readonly<Record<string, string>>;
}

export interface VolumeRequest {
  readonly Name: string;
  readonly Driver?: string;
  readonly DriverOpts?: Readonly<Record<string, string>>;
  readonly Labels: Readonly<Record<string, string>>;
}
