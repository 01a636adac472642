import type { EngineInfo } from '../port/engine-answers.ts';

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
  readonly DriverStatus?: readonly (readonly string[])[] | null;
  readonly Swarm?: { readonly LocalNodeState?: string } | null;
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
  };
}
