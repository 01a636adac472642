import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { removeCgroups } from './cgroups.ts';
import { namespaceOf, numbersInUse, removeLink } from './network-link.ts';

/** A number of our own, from which one private engine's addresses, names and folder derive. */
export type Slot = { readonly n: number; readonly folder: string; readonly release: () => void };

// Not os.tmpdir(): a socket's path has at most 107 characters, the next run must find what a killed one
// left, and /tmp may be memory. Images and volumes belong on a disk.
const parent = '/var/tmp';
const highest = 250;
const folderOf = (n: number): string => join(parent, `gantry-engine-${n}`);

/**
 * Takes the first free number; `release` gives it back and removes every trace of it.
 *
 * Several runs share a machine, so a number needs a lock, and a killed run must not keep one. An abstract
 * socket is that lock: the kernel frees it when its owner dies, however it dies.
 */
export async function takeSlot(): Promise<Slot> {
  await removeLeftovers();
  const used = numbersInUse();
  for (let n = 1; n <= highest; n++) {
    const lock = used.has(n) ? undefined : await tryLock(n);
    if (!lock) continue;
    const release = (): void => {
      removeTraces(n);
      lock.close();
    };
    mkdirSync(folderOf(n)); // first of all traces: by it the next run knows that there may be others
    return { n, folder: folderOf(n), release };
  }
  throw new Error('no free number for a private engine: all of 10.213.1.0 to 10.213.250.0 are in use');
}

/** What a run left that was killed too hard to clean up: its folder is there and its lock is free. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(parent)) {
    const digits = /^gantry-engine-(\d+)$/.exec(name)?.[1];
    if (digits === undefined) continue;
    const n = Number(digits);
    const lock = await tryLock(n);
    if (!lock) continue;
    removeTraces(n);
    lock.close();
  }
}

function tryLock(n: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(`\0gantry-engine-${n}`, () => resolve(server.unref()));
  });
}

function removeTraces(n: number): void {
  removeLink(n);
  removeCgroups(namespaceOf(n));
  // The engine may be dying still when its owner was killed, and write while we remove: hence the retries.
  rmSync(folderOf(n), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
