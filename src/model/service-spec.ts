import type { BuildSpec } from './build-spec.ts';
import type { DeploySpec } from './deploy-spec.ts';
import type { DeviceRequest } from './device-request.ts';
import type { FileReference } from './file-reference.ts';
import type { Json } from './json.ts';
import type { StringMap } from './string-map.ts';
import type { Ulimit } from './ulimit.ts';

/** A service of the merged files, with short forms expanded. */
export interface ServiceSpec {
  readonly name: string;
  readonly profiles: readonly string[];
  readonly annotations: StringMap;
  readonly attach?: boolean;
  readonly build?: BuildSpec;
  readonly blkioConfig?: BlkioSpec;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly cgroup?: string;
  readonly cgroupParent?: string;
  readonly cpuCount?: number;
  readonly cpuPercent?: number;
  readonly cpuPeriod?: number;
  readonly cpuQuota?: number;
  readonly cpuRtPeriod?: number;
  readonly cpuRtRuntime?: number;
  readonly cpus?: number;
  readonly cpuset?: string;
  readonly cpuShares?: number;
  /** Absent: the image's. Empty: none. */
  readonly command?: readonly string[];
  readonly configs: readonly FileReference[];
  readonly containerName?: string;
  readonly credentialSpec?: Json;
  readonly dependsOn: ReadonlyMap<string, Dependency>;
  /** Those that the command leaves out (`--no-deps`): nobody waits for them, but they are part of what the service is. */
  readonly leftOutDependencies?: ReadonlyMap<string, Dependency>;
  readonly deploy?: DeploySpec;
  /** As it was written; `watch/rules/watch-rule.ts` reads it. */
  readonly develop?: Json;
  readonly deviceCgroupRules: readonly string[];
  readonly devices: readonly DeviceMapping[];
  readonly dns: readonly string[];
  readonly dnsOpt: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly domainname?: string;
  /** Absent: the image's. Empty: none. */
  readonly entrypoint?: readonly string[];
  /** Env files included. `null`: declared without a value, and no value was found: unset in the container. */
  readonly environment: ReadonlyMap<string, string | null>;
  readonly envFiles: readonly EnvFileReference[];
  /** `port`, `port/protocol`, `first-last/protocol`. */
  readonly expose: readonly string[];
  readonly externalLinks: readonly string[];
  /** `host=address`, sorted. */
  readonly extraHosts: readonly string[];
  readonly gpus: readonly DeviceRequest[];
  readonly groupAdd: readonly string[];
  readonly healthcheck?: HealthcheckSpec;
  readonly hostname?: string;
  readonly image?: string;
  readonly init?: boolean;
  readonly ipc?: string;
  readonly isolation?: string;
  readonly labels: StringMap;
  readonly labelFiles: readonly string[];
  readonly links: readonly string[];
  readonly logging?: LoggingSpec;
  readonly macAddress?: string;
  readonly memLimitBytes?: number;
  readonly memReservationBytes?: number;
  readonly memSwapLimitBytes?: number;
  readonly memSwappiness?: number;
  readonly models?: Json;
  readonly networkMode?: string;
  /** By network key; `null` for a membership without settings. */
  readonly networks: ReadonlyMap<string, Endpoint | null>;
  readonly oomKillDisable?: boolean;
  readonly oomScoreAdj?: number;
  readonly pid?: string;
  readonly pidsLimit?: number;
  readonly platform?: string;
  readonly ports: readonly PortMapping[];
  readonly postStart?: Json;
  readonly preStart?: Json;
  readonly preStop?: Json;
  readonly privileged?: boolean;
  readonly provider?: Json;
  readonly pullPolicy?: string;
  readonly readOnly?: boolean;
  readonly restart?: string;
  readonly runtime?: string;
  readonly scale?: number;
  readonly secrets: readonly FileReference[];
  readonly securityOpt: readonly string[];
  readonly shmSizeBytes?: number;
  readonly stdinOpen?: boolean;
  readonly stopGraceMs?: number;
  readonly stopSignal?: string;
  readonly storageOpt: StringMap;
  readonly sysctls: StringMap;
  /** `path` or `path:options`. */
  readonly tmpfs: readonly string[];
  readonly tty?: boolean;
  readonly ulimits: ReadonlyMap<string, Ulimit>;
  readonly useApiSocket?: boolean;
  readonly user?: string;
  readonly usernsMode?: string;
  readonly uts?: string;
  readonly volumes: readonly Mount[];
  readonly volumesFrom: readonly string[];
  readonly workingDir?: string;
  readonly extensions: ReadonlyMap<string, Json>;
}

export type DependencyCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export interface Dependency {
  readonly condition: DependencyCondition;
  readonly required: boolean;
  /** Restart this service when the dependency is restarted or replaced. */
  readonly restart?: boolean;
}

export interface Endpoint {
  readonly aliases: readonly string[];
  readonly driverOpts: StringMap;
  readonly gwPriority?: number;
  readonly interfaceName?: string;
  readonly ipv4Address?: string;
  readonly ipv6Address?: string;
  readonly linkLocalIps: readonly string[];
  readonly macAddress?: string;
  readonly priority?: number;
}

export interface PortMapping {
  readonly name?: string;
  readonly mode: string;
  readonly hostIp?: string;
  readonly target: number;
  /** A port or a range (`8000-8010`); absent: the engine picks one. */
  readonly published?: string;
  readonly protocol: string;
  readonly appProtocol?: string;
}

export interface Mount {
  readonly type: 'bind' | 'volume' | 'tmpfs' | 'cluster' | 'npipe' | 'image';
  /** A path, a volume key or an image; absent for tmpfs and anonymous volumes. */
  readonly source?: string;
  readonly target: string;
  readonly readOnly?: boolean;
  readonly consistency?: string;
  readonly bind?: {
    readonly propagation?: string;
    readonly createHostPath?: boolean;
    readonly selinux?: string;
    readonly recursive?: string;
  };
  readonly volume?: { readonly nocopy?: boolean; readonly subpath?: string; readonly labels: StringMap };
  readonly tmpfs?: { readonly sizeBytes?: number; readonly mode?: number };
  readonly image?: { readonly subpath?: string };
}

export interface EnvFileReference {
  /** Absolute. */
  readonly path: string;
  readonly required: boolean;
  readonly format?: string;
}

export interface HealthcheckSpec {
  /** Starts with `CMD`, `CMD-SHELL` or `NONE`; absent: the image's. */
  readonly test?: readonly string[];
  readonly intervalMs?: number;
  readonly timeoutMs?: number;
  readonly startPeriodMs?: number;
  readonly startIntervalMs?: number;
  readonly retries?: number;
  readonly disable?: boolean;
}

export interface LoggingSpec {
  readonly driver?: string;
  readonly options: ReadonlyMap<string, string | null>;
}

export interface DeviceMapping {
  readonly source: string;
  readonly target?: string;
  readonly permissions?: string;
}

export interface BlkioSpec {
  readonly weight?: number;
  readonly weightDevice: readonly { readonly path: string; readonly weight: number }[];
  readonly deviceReadBps: readonly ThrottleDevice[];
  readonly deviceReadIops: readonly ThrottleDevice[];
  readonly deviceWriteBps: readonly ThrottleDevice[];
  readonly deviceWriteIops: readonly ThrottleDevice[];
}

export interface ThrottleDevice {
  readonly path: string;
  readonly rate: number;
}
