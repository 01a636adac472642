import { statfs } from 'node:fs/promises';
import { isLocal } from '../../engine/connection/is-local.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const GB = 1e9;

/** How much the engine's things take, and where its folder is on this machine, how much is left. */
export async function checkStorage(engine: Engine, rootDir: string): Promise<readonly Finding[]> {
  const [usage, free] = await Promise.all([
    engine.diskUsage(),
    isLocal(engine) ? spaceOf(rootDir) : Promise.resolve(undefined),
  ]);
  const parts = [
    ['images', usage.images],
    ['volumes', usage.volumes],
    ['build cache', usage.buildCache],
    ['containers', usage.containers],
  ] as const;
  const used = parts.map(([name, bytes]) => `${name} ${inGb(bytes)}`).join(', ');
  return [free === undefined ? ok('storage', used) : judgeSpace(free, used)];
}

interface Space {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export function judgeSpace({ freeBytes, totalBytes }: Space, used: string): Finding {
  const percent = Math.round((100 * freeBytes) / totalBytes);
  const text = `${inGb(freeBytes)} free (${percent} %); ${used}`;
  const hint =
    '`docker system df -v` shows what takes it; `docker builder prune` and `docker image prune` free some';
  if (freeBytes < GB) return fail('storage', text, hint);
  return freeBytes < 5 * GB && percent < 10 ? warn('storage', text, hint) : ok('storage', text);
}

/** undefined: the folder is not on this machine (Docker Desktop). */
async function spaceOf(folder: string): Promise<Space | undefined> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return undefined;
  }
}

const inGb = (bytes: number): string => `${(bytes / GB).toFixed(bytes < 10 * GB ? 1 : 0)} GB`;
