import { defined } from '../../util/defined.ts';
import type { EngineInfo, LimitKind } from '../port/engine-answers.ts';

/** The members of `GET /info` that gantry reads. Source: Docker Engine API v1.45; other engines leave members out. */
export interface SystemInfo {
  readonly Name?: string;
  readonly OperatingSystem?: string;
  readonly DockerRootDir?: string;
  readonly Driver?: string;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly NCPU?: number;
  readonly MemTotal?: number;
  readonly Containers?: number;
  readonly SystemTime?: string;
  readonly Warnings?: readonly string[] | null;
  readonly Runtimes?: Readonly<Record<string, unknown>> | null;
  readonly Swarm?: WireSwarm | null;
  readonly KernelVersion?: string;
  readonly DriverStatus?: readonly (readonly string[])[] | null;
  readonly LoggingDriver?: string;
  readonly LiveRestoreEnabled?: boolean;
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly PidsLimit?: boolean;
  readonly ExperimentalBuild?: boolean;
  readonly DefaultAddressPools?: readonly { readonly Base: string; readonly Size: number }[] | null;
  readonly RegistryConfig?: WireRegistries | null;
  readonly Plugins?: { readonly Authorization?: readonly string[] | null } | null;
}

interface WireSwarm {
  readonly NodeID?: string;
  readonly LocalNodeState?: string;
  /** Of a worker too. The port is that of the managers among themselves. */
  readonly RemoteManagers?: readonly { readonly Addr?: string }[] | null;
}

interface WireRegistries {
  readonly InsecureRegistryCIDRs?: readonly string[] | null;
  readonly IndexConfigs?: Readonly<Record<string, { readonly Secure?: boolean }>> | null;
}

export function readInfo(info: SystemInfo): EngineInfo {
  return {
    name: info.Name ?? '',
    os: info.OperatingSystem ?? '',
    rootDir: info.DockerRootDir ?? '',
    storageDriver: info.Driver ?? '',
    cgroupVersion: info.CgroupVersion ?? '',
    securityOptions: info.SecurityOptions ?? [],
    cpus: info.NCPU ?? 0,
    memoryBytes: info.MemTotal ?? 0,
    containers: info.Containers ?? 0,
    systemTime: info.SystemTime ?? '',
    warnings: info.Warnings ?? [],
    runtimes: Object.keys(info.Runtimes ?? {}).sort(),
    isSwarm: info.Swarm?.LocalNodeState === 'active',
    storesInContainerd: (info.DriverStatus ?? []).some((words) =>
      words.some((word) => word.startsWith('io.containerd.snapshotter')),
    ),
    ...defined({
      nodeId: info.Swarm?.NodeID || undefined,
      kernel: info.KernelVersion,
      storageDetails: info.DriverStatus ? detailsOf(info.DriverStatus) : undefined,
      loggingDriver: info.LoggingDriver,
      liveRestore: info.LiveRestoreEnabled,
      missingLimits: LIMITS.flatMap(([kind, member]) => (info[member] === false ? [kind] : [])),
      insecureRegistries: info.RegistryConfig ? insecureOf(info.RegistryConfig) : undefined,
      experimental: info.ExperimentalBuild,
      addressPools: info.DefaultAddressPools?.map(({ Base, Size }) => ({ base: Base, size: Size })),
      authorizationPlugins: info.Plugins ? (info.Plugins.Authorization ?? []) : undefined,
    }),
  };
}

/** Where the managers of its swarm are, without their ports. */
export const managersOf = ({ Swarm }: SystemInfo): readonly string[] =>
  (Swarm?.RemoteManagers ?? [])
    .flatMap(({ Addr }) => (Addr === undefined ? [] : [Addr.replace(/:\d+$/, '')]))
    .sort();

const detailsOf = (rows: readonly (readonly string[])[]): Readonly<Record<string, string>> =>
  Object.fromEntries(rows.map(([name = '', value = '']) => [name, value]));

const LIMITS = [
  ['memory', 'MemoryLimit'],
  ['swap', 'SwapLimit'],
  ['cpu', 'CpuCfsQuota'],
  ['pids', 'PidsLimit'],
] as const satisfies readonly (readonly [LimitKind, keyof SystemInfo])[];

/** Those of this machine are so on every engine. */
const OF_THE_MACHINE = new Set(['127.0.0.0/8', '::1/128']);

function insecureOf({ InsecureRegistryCIDRs, IndexConfigs }: WireRegistries): readonly string[] {
  const ranges = (InsecureRegistryCIDRs ?? []).filter((range) => !OF_THE_MACHINE.has(range));
  const named = Object.entries(IndexConfigs ?? {}).filter(([, { Secure }]) => Secure === false);
  return [...ranges, ...named.map(([name]) => name)].sort();
}
