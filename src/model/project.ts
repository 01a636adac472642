import type { Sensitive } from '../util/sensitive.ts';
import type { BuildSpec } from './build-spec.ts';
import type { Json } from './json.ts';

/**
 * What the user wants: the Compose files, merged, interpolated, validated and made canonical.
 *
 * Everything keyed by a text of the user's is a Map. A property that is absent was not written; an empty
 * collection and an absent one mean the same. Units are in the names.
 */
export interface Project {
  readonly name: string;
  /** Absolute; what relative paths of the files were resolved against. */
  readonly workingDir: string;
  /** Absolute, in the order given. `-` (standard input) stays as it is. */
  readonly configFiles: readonly string[];
  /** The env files named by `--env-file` or `COMPOSE_ENV_FILES`, absolute. A default `.env` is not listed. */
  readonly envFiles: readonly string[];
  /** The services that the active profiles enable. */
  readonly services: ReadonlyMap<string, ServiceSpec>;
  /** Declared, but switched off by their profiles, or not among the services that were asked for. */
  readonly disabledServices: ReadonlyMap<string, ServiceSpec>;
  readonly networks: ReadonlyMap<string, NetworkSpec>;
  readonly volumes: ReadonlyMap<string, VolumeSpec>;
  readonly secrets: ReadonlyMap<string, SecretSpec>;
  readonly configs: ReadonlyMap<string, ConfigSpec>;
  /** Top-level elements that are carried but not acted on (`models`), and `x-…` keys. */
  readonly extensions: ReadonlyMap<string, Json>;
  /** The environment and the env files: what programs of this machine get that the project has run. */
  readonly variables?: ReadonlyMap<string, string>;
  /** Between the parts of the names of containers and built images, as docker-compose 1 had it. Absent: `-`. */
  readonly nameSeparator?: '_';
  /** `DOCKER_DEFAULT_PLATFORM`: for services that name none. */
  readonly defaultPlatform?: string;
  /** Variables that all containers have unless the files say otherwise: `HTTP_PROXY`. */
  readonly proxies?: StringMap;
  /** What stands in the file that an entry of `security_opt` names, by that entry. */
  readonly seccompProfiles?: StringMap;
  /** Absent: the project is known from labels only, which do not say what services are made of. */
  readonly describe?: DescribeService;
  /** Of a project that was put aside and cannot be described any more: the labels of what was made for it, by service. */
  readonly knownHashes?: ReadonlyMap<string, KnownHashes>;
}

export interface KnownHashes {
  readonly ours: readonly string[];
  /** As docker compose has them, who does not look at the content of files. */
  readonly theirs: readonly string[];
}

/**
 * Writes down what docker compose hashes of a service, to know whether it changed: `2.26` as the version does whose
 * labels we write, `today` as 5.x does.
 */
export type DescribeService = (
  service: ServiceSpec,
  form: '2.26' | 'today',
  defaultPlatform: string | undefined,
) => string;

export type StringMap = ReadonlyMap<string, string>;

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
  readonly deploy?: DeploySpec;
  /** Carried for `config`; what acts on it comes with the dev loop. */
  readonly develop?: Json;
  readonly deviceCgroupRules: readonly string[];
  readonly devices: readonly DeviceMapping[];
  readonly dns: readonly string[];
  readonly dnsOpt: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly domainname?: string;
  /** Absent: the image's. Empty: none. */
  readonly entrypoint?: readonly string[];
  /** With the env files merged in. `null`: declared without a value, and none was found: unset in the container. */
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
  /** By network key; `null` where nothing but membership was written. */
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

/** A secret or a config as one service uses it. */
export interface FileReference {
  /** Key of the top-level secret or config. */
  readonly source: string;
  readonly target?: string;
  readonly uid?: string;
  readonly gid?: string;
  /** Permission bits, e.g. 0o440. */
  readonly mode?: number;
  /** What its `x-gantry` says. */
  readonly gantry?: Json;
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

export interface Ulimit {
  readonly soft: number;
  readonly hard: number;
  /** Written as one number. */
  readonly single: boolean;
}

export interface DeviceMapping {
  readonly source: string;
  readonly target?: string;
  readonly permissions?: string;
}

export interface DeviceRequest {
  readonly capabilities: readonly string[];
  readonly driver?: string;
  /** -1 means all. */
  readonly count?: number;
  readonly deviceIds: readonly string[];
  readonly options: StringMap;
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

export interface DeploySpec {
  readonly mode?: string;
  readonly replicas?: number;
  readonly labels: StringMap;
  readonly updateConfig?: Json;
  readonly rollbackConfig?: Json;
  readonly limits?: ResourceAmounts;
  readonly reservations?: ResourceAmounts;
  readonly restartPolicy?: RestartPolicySpec;
  readonly placement?: Json;
  readonly endpointMode?: string;
}

export interface ResourceAmounts {
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly pids?: number;
  readonly devices: readonly DeviceRequest[];
  readonly genericResources?: Json;
}

export interface RestartPolicySpec {
  readonly condition?: string;
  readonly delayMs?: number;
  readonly maxAttempts?: number;
  readonly windowMs?: number;
}

export interface NetworkSpec {
  readonly key: string;
  /** The name that the engine knows it by. */
  readonly name: string;
  readonly external: boolean;
  readonly driver?: string;
  readonly driverOpts: StringMap;
  readonly ipam?: IpamSpec;
  readonly internal?: boolean;
  readonly attachable?: boolean;
  readonly enableIpv4?: boolean;
  readonly enableIpv6?: boolean;
  readonly labels: StringMap;
  readonly extensions: ReadonlyMap<string, Json>;
}

export interface IpamSpec {
  readonly driver?: string;
  readonly pools: readonly IpamPool[];
  readonly options: StringMap;
}

export interface IpamPool {
  readonly subnet?: string;
  readonly ipRange?: string;
  readonly gateway?: string;
  readonly auxAddresses: StringMap;
}

export interface VolumeSpec {
  readonly key: string;
  readonly name: string;
  readonly external: boolean;
  readonly driver?: string;
  readonly driverOpts: StringMap;
  readonly labels: StringMap;
  readonly extensions: ReadonlyMap<string, Json>;
}

/** Where the content of a secret or a config comes from. */
export type ContentSource =
  | { readonly kind: 'external' }
  /** Absolute path. `found`: what is there; absent when nobody looked, or there is no such file. */
  | { readonly kind: 'file'; readonly path: string; readonly found?: FoundFile }
  /** `value` is absent when the variable is not set. */
  | { readonly kind: 'environment'; readonly variable: string; readonly value?: Sensitive }
  | { readonly kind: 'content'; readonly content: Sensitive }
  | { readonly kind: 'driver'; readonly driver: string };

/** The file of a secret or config, as it is on this machine. */
export interface FoundFile {
  /** The engine can mount it: it runs on this machine. */
  readonly onEngineHost: boolean;
  /** Absent: it is not copied, or may not be read. */
  readonly content?: FileContent;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** When it was made; many editors make a new file of every change. Milliseconds since 1970, 0 where nobody knows. */
  readonly madeAtMs: number;
}

export interface FileContent {
  readonly content: Sensitive;
  /** The content is base64 of bytes that are no UTF-8. */
  readonly isBase64?: boolean;
}

export interface SecretSpec {
  readonly key: string;
  readonly name: string;
  readonly from: ContentSource;
  readonly labels: StringMap;
  readonly driverOpts: StringMap;
  /** Of a swarm. Where it is the only source, `from` says so too. */
  readonly driver?: string;
  readonly templateDriver?: string;
  readonly extensions: ReadonlyMap<string, Json>;
}

export type ConfigSpec = SecretSpec;
