import { posix } from 'node:path';
import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';

export interface ContainerPath {
  readonly path: string;
  readonly exists: boolean;
  readonly isFolder: boolean;
}

const FOLDER = 2 ** 31;
/** Go's `os.FileMode` is an unsigned number of 32 bits; the operators of JavaScript take it for a negative one. */
export const isFolderMode = (mode: number): boolean => mode >= FOLDER;

/** A path in a container; a link at its end is followed once, as it stands there. */
export async function containerPath(
  engine: Engine,
  container: ContainerId,
  path: string,
): Promise<ContainerPath> {
  const stat = await engine.statPath(container, path);
  if (stat === undefined) return { path, exists: false, isFolder: false };
  if (stat.linkTarget === '') return { path, exists: true, isFolder: isFolderMode(stat.mode) };
  const target = linkedPath(path, stat.linkTarget);
  const behind = await engine.statPath(container, target);
  return { path: target, exists: behind !== undefined, isFolder: isFolderMode(behind?.mode ?? 0) };
}

/** Where a link at `path` leads. */
export function linkedPath(path: string, target: string): string {
  return posix.isAbsolute(target) ? target : posix.join(posix.dirname(path), target);
}
