/** What makes a project a copy of its files with a name of its own, beside the project itself. */
export interface Instance {
  /** `review` */
  readonly name: string;
  /** The name of the project that the files describe: `shop`, where the instance is the project `shop-review`. */
  readonly of: string;
  /** When it may be removed, by the clock of the engine: ISO 8601. Absent: never. */
  readonly expires?: string;
  /** How long it lives from the last `up` on. */
  readonly ttlSeconds?: number;
  /** Whose end is its end. Absent: nobody's. */
  readonly owner?: InstanceOwner;
}

/** A process of some machine. Its number alone is soon another's, so the boot and the start of the process are part of it. */
export interface InstanceOwner {
  readonly host: string;
  /** `/proc/sys/kernel/random/boot_id` */
  readonly bootId: string;
  readonly pid: number;
  /** In ticks since the boot, as `/proc/PID/stat` has it. */
  readonly startTime: string;
}

/** The name of the project that an instance is. */
export const instanceProject = (project: string, instance: string): string => `${project}-${instance}`;

export const ownerText = ({ host, bootId, pid, startTime }: InstanceOwner): string =>
  [host, bootId, pid, startTime].join(' ');

/** undefined: nobody wrote that. */
export function readOwner(text: string): InstanceOwner | undefined {
  const [, host, bootId, pid, startTime] = /^(\S+) (\S+) (\d+) (\S+)$/.exec(text) ?? [];
  if (host === undefined || bootId === undefined || startTime === undefined) return undefined;
  return { host, bootId, pid: Number(pid), startTime };
}
