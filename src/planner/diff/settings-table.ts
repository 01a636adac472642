import type { HostConfig } from '../../model/container-request.ts';

/** How an engine fills in what a request leaves out. */
type Default =
  /** Not at all: absent, 0, '', false and empty are one. */
  | 'none'
  /** With one of these; a user who wrote the same means the same. */
  | readonly string[]
  /** With what the administrator of the engine chose, which nothing tells us. */
  | 'engine';

export interface Setting {
  readonly key: keyof HostConfig;
  /** In the words of the Compose file. */
  readonly field: string;
  readonly default: Default;
  /** The order carries no meaning. */
  readonly unordered?: boolean;
}

const setting = (key: keyof HostConfig, field: string, byDefault: Default = 'none'): Setting => ({
  key,
  field,
  default: byDefault,
});
const set = (key: keyof HostConfig, field: string): Setting => ({
  key,
  field,
  default: 'none',
  unordered: true,
});

/** The members of a request that are compared as they are. What needs more care is in `compare-*.ts`. */
export const SETTINGS: readonly Setting[] = [
  setting('Annotations', 'annotations'),
  setting('BlkioWeight', 'blkio_config.weight'),
  set('BlkioWeightDevice', 'blkio_config.weight_device'),
  set('BlkioDeviceReadBps', 'blkio_config.device_read_bps'),
  set('BlkioDeviceReadIOps', 'blkio_config.device_read_iops'),
  set('BlkioDeviceWriteBps', 'blkio_config.device_write_bps'),
  set('BlkioDeviceWriteIOps', 'blkio_config.device_write_iops'),
  set('CapAdd', 'cap_add'),
  set('CapDrop', 'cap_drop'),
  setting('CgroupnsMode', 'cgroup', 'engine'),
  setting('CgroupParent', 'cgroup_parent'),
  setting('CpuCount', 'cpu_count'),
  setting('CpuPercent', 'cpu_percent'),
  setting('CpuPeriod', 'cpu_period'),
  setting('CpuQuota', 'cpu_quota'),
  setting('CpuRealtimePeriod', 'cpu_rt_period'),
  setting('CpuRealtimeRuntime', 'cpu_rt_runtime'),
  setting('CpuShares', 'cpu_shares'),
  setting('CpusetCpus', 'cpuset'),
  setting('DeviceCgroupRules', 'device_cgroup_rules'),
  setting('DeviceRequests', 'gpus'),
  setting('Devices', 'devices'),
  setting('Dns', 'dns'),
  setting('DnsOptions', 'dns_opt'),
  setting('DnsSearch', 'dns_search'),
  set('ExtraHosts', 'extra_hosts'),
  set('GroupAdd', 'group_add'),
  setting('Init', 'init'),
  setting('IpcMode', 'ipc', ['private', 'shareable']),
  setting('Isolation', 'isolation', ['default']),
  setting('Memory', 'mem_limit'),
  setting('MemoryReservation', 'mem_reservation'),
  setting('MemorySwappiness', 'mem_swappiness', ['-1']),
  setting('NanoCpus', 'cpus'),
  setting('OomKillDisable', 'oom_kill_disable'),
  setting('OomScoreAdj', 'oom_score_adj'),
  setting('PidMode', 'pid'),
  setting('PidsLimit', 'pids_limit', ['-1']),
  setting('Privileged', 'privileged'),
  setting('ReadonlyRootfs', 'read_only'),
  setting('Runtime', 'runtime', ['runc']),
  setting('ShmSize', 'shm_size', ['67108864']),
  setting('StorageOpt', 'storage_opt'),
  setting('Sysctls', 'sysctls'),
  setting('Tmpfs', 'tmpfs'),
  setting('UTSMode', 'uts'),
  set('Ulimits', 'ulimits'),
  setting('UsernsMode', 'userns_mode'),
  set('VolumesFrom', 'volumes_from'),
];

/** Compared elsewhere, with more knowledge. */
const ELSEWHERE: readonly (keyof HostConfig)[] = [
  'Binds',
  'Links',
  'LogConfig',
  'MaskedPaths',
  'MemorySwap',
  'Mounts',
  'NetworkMode',
  'PortBindings',
  'ReadonlyPaths',
  'RestartPolicy',
  'SecurityOpt',
];

const KNOWN: ReadonlySet<string> = new Set([...SETTINGS.map(({ key }) => key), ...ELSEWHERE]);

/**
 * Limits that an engine discards where its kernel has no such thing, so that they are never there. None of them can be taken
 * away from a container later, as `docker update` can do with `pids_limit`.
 */
export const DISCARDED: ReadonlySet<string> = new Set(
  SETTINGS.map(({ field }) => field).filter(
    (field) => /^(?:blkio_config\.|cpu|mem_)/.test(field) || field === 'oom_kill_disable',
  ),
);

/** Whether somebody compares this member of a request; a new one that nobody knows must not be missed. */
export const isCompared = (key: string): boolean => KNOWN.has(key);
