import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** One process, told apart from every other one of every machine. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The same text for all processes that see one another: one boot of one machine, one process namespace. */
  readonly machine: string;
  /** The time of its start in a unit of the machine, as numbers of processes are used again. Absent: not known here. */
  readonly started?: string;
}

export function thisProcess(): ProcessIdentity {
  const started = startOf(process.pid);
  return { pid: process.pid, machine: thisMachine(), ...(started !== undefined && { started }) };
}

/** undefined: it runs on another machine, or in another process namespace, so it cannot be looked for from here. */
export function isRunning({ pid, machine, started }: ProcessIdentity): boolean | undefined {
  if (machine !== thisMachine()) return undefined;
  if (!exists(pid)) return false;
  const stat = statOf(pid);
  const [state] = stat;
  // Dead, and kept in the list until its parent asks for it.
  if (state === 'Z' || state === 'X') return false;
  if (started === undefined) return true;
  // A system may hide the processes of others (`hidepid`): there is one with this number, and no more is known.
  return stat.length === 0 ? undefined : stat[START] === started;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else: it exists.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Linux tells boots and process namespaces apart. Elsewhere the name of the machine has to do. */
function thisMachine(): string {
  const boot = orUndefined(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = orUndefined(() => readlinkSync('/proc/self/ns/pid'));
  return boot && namespace ? `${boot} ${namespace}` : `${process.platform} ${hostname()}`;
}

/** The 22nd field of the file. */
const START = 19;

const startOf = (pid: number): string | undefined => statOf(pid)[START];

/** `/proc/PID/stat` from its third field on: the second one, in brackets, may have blanks in it. Empty elsewhere. */
function statOf(pid: number): readonly string[] {
  const stat = orUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '';
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
