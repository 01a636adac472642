import { createHash } from 'node:crypto';
import type { FixedPort, InstancePorts } from '../../instance/published-ports.ts';

/** Below those that a system gives to outgoing connections (Linux: from 32768 on), and above what programs are known by. */
const FIRST = 20_000;
const LAST = 32_767;

/** Whether nobody on this machine has a port. */
export type IsFree = (port: number, protocol: string, hostIp: string) => Promise<boolean>;

/** The address that an instance publishes on where the files name none. */
const LOOPBACK = '127.0.0.1';

/**
 * A port for each that is wanted and not known yet. The first one to be tried depends on the names alone, so a worktree gets the
 * same ports again.
 *
 * @param given to others
 * @returns the known ones too
 */
export async function choosePorts(
  project: string,
  wanted: readonly FixedPort[],
  known: InstancePorts,
  given: ReadonlySet<number>,
  isFree: IsFree,
): Promise<InstancePorts> {
  const chosen = new Map(known);
  const taken = new Set(given);
  for (const { key, count } of wanted) addRange(taken, known.get(key), count);
  for (const { key, count, protocol, hostIp = LOOPBACK } of wanted) {
    if (chosen.has(key)) continue;
    const port = await firstFree(startOf(project, key), count, (one) =>
      taken.has(one) ? Promise.resolve(false) : isFree(one, protocol, hostIp),
    );
    // The engine picks one, or says why it cannot.
    if (port === undefined) continue;
    chosen.set(key, port);
    addRange(taken, port, count);
  }
  return chosen;
}

function addRange(ports: Set<number>, first: number | undefined, count: number): void {
  if (first !== undefined) for (let port = first; port < first + count; port++) ports.add(port);
}

function startOf(project: string, key: string): number {
  const digest = createHash('sha256').update(`${project}\n${key}`).digest();
  return FIRST + (digest.readUInt32BE(0) % (LAST - FIRST + 1));
}

async function firstFree(
  start: number,
  count: number,
  isFree: (port: number) => Promise<boolean>,
): Promise<number | undefined> {
  const size = LAST - FIRST + 1;
  for (let tried = 0; tried < size; tried++) {
    const first = FIRST + ((start - FIRST + tried) % size);
    if (first + count - 1 <= LAST && (await areFree(first, count, isFree))) return first;
  }
  return undefined;
}

async function areFree(
  first: number,
  count: number,
  isFree: (port: number) => Promise<boolean>,
): Promise<boolean> {
  for (let port = first; port < first + count; port++) if (!(await isFree(port))) return false;
  return true;
}
