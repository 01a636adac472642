import type { DiskUsage } from '../../engine/port/engine-answers.ts';
import type { Space } from './machine-facts.ts';
import { type Answer, concern, fine, type Use, unknown } from './machine-rules.ts';

const GB = 1e9;

/**
 * How much the engine's things take, and where its folder is on this machine, how much is left.
 * @param usage undefined: the engine takes too long to count it
 */
export function checkStorage(
  usage: DiskUsage | undefined,
  space: Pick<Space, 'freeBytes' | 'totalBytes'> | undefined,
  use: Use,
): Answer {
  const rule = 'disk-low';
  const used = usage ? usedText(usage) : 'the engine takes long to count what it uses';
  if (!space) return unknown(rule, `how much is free, only the engine's machine knows (df); ${used}`);
  const { freeBytes, totalBytes } = space;
  const percent = Math.round((100 * freeBytes) / totalBytes);
  const text = `${inGb(freeBytes)} free (${percent} %); ${used}`;
  if (!isLow(space, use)) return fine(rule, text);
  return concern(
    rule,
    text,
    'when it is full, databases stop, no log is written, and no image can be pulled',
    '`docker system df -v` shows what takes it; `docker builder prune` and `docker image prune` free some',
    freeBytes < GB ? 'fail' : undefined,
  );
}

function usedText(usage: DiskUsage): string {
  const parts = [
    ['images', usage.images],
    ['volumes', usage.volumes],
    ['build cache', usage.buildCache],
    ['containers', usage.containers],
  ] as const;
  return parts.map(([name, bytes]) => `${name} ${inGb(bytes)}`).join(', ');
}

/** Who releases often needs more room than who looks at one project. */
function isLow({ freeBytes, totalBytes }: Pick<Space, 'freeBytes' | 'totalBytes'>, use: Use): boolean {
  const part = freeBytes / totalBytes;
  if (freeBytes < GB) return true;
  return use === 'prod' ? freeBytes < 10 * GB && part < 0.15 : freeBytes < 5 * GB && part < 0.1;
}

const inGb = (bytes: number): string => `${(bytes / GB).toFixed(bytes < 10 * GB ? 1 : 0)} GB`;
