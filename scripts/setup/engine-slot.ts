import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { removeCgroups } from './cgroups.ts';
import { namespaceOf, numbersInUse, removeLink } from './network-link.ts';

/** A number of our own, from which the addresses, names and folder of private engines derive. */
export type Slot = { readonly n: number; readonly folder: string; readonly release: () => void };

/** What numbers are taken for: each kind counts by itself. */
export type SlotKind = {
  /** Of folders and locks, before the number. */
  readonly name: string;
  /** Numbers whose addresses somebody on this machine has already. */
  readonly inUse: () => ReadonlySet<number>;
  /** Removes everything with this number but the folder, and whatever there is of it. */
  readonly remove: (n: number) => void;
};

/** One engine by itself. */
export const ENGINES: SlotKind = {
  name: 'gantry-engine',
  inUse: numbersInUse,
  remove: (n) => {
    removeLink(n);
    removeCgroups(namespaceOf(n));
  },
};

// Not os.tmpdir(): a socket's path has at most 107 characters, the next run must find what a killed one
// left, and /tmp may be memory. Images and volumes belong on a disk.
const parent = '/var/tmp';
const highest = 250;
const folderOf = ({ name }: SlotKind, n: number): string => join(parent, `${name}-${n}`);

/**
 * Takes the first free number; `release` gives it back and removes every trace of it.
 *
 * Several runs share a machine, so a number needs a lock, and a killed run must not keep one. An abstract
 * socket is that lock: the kernel frees it when its owner dies, however it dies.
 */
export async function takeSlot(kind: SlotKind): Promise<Slot> {
  await removeLeftovers(kind);
  const used = kind.inUse();
  for (let n = 1; n <= highest; n++) {
    const lock = used.has(n) ? undefined : await tryLock(kind, n);
    if (!lock) continue;
    const release = (): void => {
      removeTraces(kind, n);
      lock.close();
    };
    const folder = folderOf(kind, n);
    mkdirSync(folder); // first of all traces: by it the next run knows that there may be others
    return { n, folder, release };
  }
  throw new Error(`no free number for ${kind.name}: all of 1 to ${highest} are in use`);
}

/** What a run left that was killed too hard to clean up: its folder is there and its lock is free. */
async function removeLeftovers(kind: SlotKind): Promise<void> {
  for (const name of readdirSync(parent)) {
    const digits = name.startsWith(`${kind.name}-`) ? name.slice(kind.name.length + 1) : '';
    if (!/^\d+$/.test(digits)) continue;
    const n = Number(digits);
    const lock = await tryLock(kind, n);
    if (!lock) continue;
    removeTraces(kind, n);
    lock.close();
  }
}

function tryLock({ name }: SlotKind, n: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(`\0${name}-${n}`, () => resolve(server.unref()));
  });
}

function removeTraces(kind: SlotKind, n: number): void {
  kind.remove(n);
  // The engine may be dying still when its owner was killed, and write while we remove: hence the retries.
  rmSync(folderOf(kind, n), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
