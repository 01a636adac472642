import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning, type ProcessIdentity, thisProcess } from '../../reconciler/lock/process-identity.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { instancesFolder } from './instance-record.ts';

const PAUSE_MS = 15;
/** Whoever has it looks at some ports, and writes one file. */
const PATIENCE_MS = 10_000;

/**
 * Lets one process after another choose ports. Where no lock can be made, or its holder does not let go of it, it is done without:
 * two of one port are told of by the engine.
 */
export async function withLock<Result>(
  environment: ReadonlyMap<string, string>,
  work: () => Promise<Result>,
): Promise<Result> {
  const path = join(instancesFolder(environment), 'lock');
  const isMine = await take(path);
  try {
    return await work();
  } finally {
    if (isMine) rmSync(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  try {
    makeFolder(join(path, '..'), { mode: 0o700 });
    while (!claim(path)) {
      if (performance.now() > deadline) return false;
      if (!freeOfTheDead(path)) await pause(PAUSE_MS);
    }
    return true;
  } catch {
    return false;
  }
}

/** Made elsewhere and linked, as a file that is being written has no holder yet. */
function claim(path: string): boolean {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify(thisProcess()), { mode: 0o600 });
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Moved away first: another one may have freed and taken it meanwhile, and gets it back. @returns whether to try at once */
function freeOfTheDead(path: string): boolean {
  const holder = holderOf(path);
  if (!holder) return false;
  if (isRunning(holder) !== false) return false;
  const aside = `${path}.${process.pid}.dead`;
  try {
    renameSync(path, aside);
    const moved = holderOf(aside);
    if (moved && isRunning(moved) !== false) linkSync(aside, path);
  } catch {
    // Another one was faster.
  } finally {
    rmSync(aside, { force: true });
  }
  return true;
}

function holderOf(path: string): ProcessIdentity | undefined {
  try {
    const holder: ProcessIdentity = JSON.parse(readFileSync(path, 'utf8'));
    return Number.isInteger(holder.pid) && typeof holder.machine === 'string' ? holder : undefined;
  } catch {
    return undefined;
  }
}
