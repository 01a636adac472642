import type { StatsSample } from '../../model/stats-sample.ts';

/** The members of `GET /containers/{id}/stats` that gantry reads. Source: Docker Engine API v1.45. */
export interface WireStats {
  readonly cpu_stats?: WireCpu;
  readonly precpu_stats?: WireCpu;
  readonly memory_stats?: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: Readonly<Record<string, number>>;
  };
  readonly networks?: Readonly<Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>>;
  readonly blkio_stats?: {
    readonly io_service_bytes_recursive?: readonly { readonly op: string; readonly value: number }[] | null;
  };
  readonly pids_stats?: { readonly current?: number };
}

interface WireCpu {
  readonly cpu_usage?: { readonly total_usage?: number; readonly percpu_usage?: readonly number[] | null };
  readonly system_cpu_usage?: number;
  readonly online_cpus?: number;
}

export function readStats(wire: WireStats): StatsSample {
  const networks = Object.values(wire.networks ?? {});
  const blocks = wire.blkio_stats?.io_service_bytes_recursive ?? [];
  const blockBytes = (initial: string) =>
    sum(blocks.filter(({ op }) => op.toLowerCase().startsWith(initial)).map(({ value }) => value));
  return {
    cpuPercent: cpuPercent(wire.cpu_stats, wire.precpu_stats),
    memoryBytes: memoryInUse(wire.memory_stats),
    memoryLimitBytes: wire.memory_stats?.limit ?? 0,
    receivedBytes: sum(networks.map(({ rx_bytes }) => rx_bytes)),
    sentBytes: sum(networks.map(({ tx_bytes }) => tx_bytes)),
    readBytes: blockBytes('r'),
    writtenBytes: blockBytes('w'),
    processes: wire.pids_stats?.current ?? 0,
  };
}

/** 100 is one processor. The first sample of a stream has no earlier one to compare with. */
function cpuPercent(now: WireCpu = {}, before: WireCpu = {}): number {
  const used = (now.cpu_usage?.total_usage ?? 0) - (before.cpu_usage?.total_usage ?? 0);
  const passed = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  if (used <= 0 || passed <= 0) return 0;
  const processors = now.online_cpus || now.cpu_usage?.percpu_usage?.length || 1;
  return (used / passed) * processors * 100;
}

/** Without the page cache that the kernel can reclaim at once: cgroup v1 and v2 name it differently. */
function memoryInUse({ usage = 0, stats = {} }: NonNullable<WireStats['memory_stats']> = {}): number {
  const cache = stats.total_inactive_file ?? stats.inactive_file ?? 0;
  return cache < usage ? usage - cache : usage;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
