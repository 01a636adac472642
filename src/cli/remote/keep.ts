import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { knownError } from '../../diagnostics/file-error.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { cacheFolder } from '../../util/state-folder.ts';

/** Where the files of a commit or a digest are kept. */
export const keptAt = (environment: ReadonlyMap<string, string>, kind: 'git' | 'oci', name: string): string =>
  join(cacheFolder(environment), 'remote', kind, name);

const UNFINISHED = '.unfinished-';
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** What a program that was killed has left. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > ABANDONED_MS) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Makes a folder of the cache, unless it is there. Nobody sees it before it is whole, and of two who make it at the same time the
 * first wins: both have the same content.
 *
 * @param fill puts into `folder` what is kept; `beside` is taken away in the end
 */
export async function keep(
  path: string,
  fill: (folder: string, beside: string) => Promise<void>,
): Promise<void> {
  if (existsSync(path)) return;
  let unfinished: string | undefined;
  try {
    // Some of it may be from a repository that not everybody may read.
    makeFolder(dirname(path), { mode: 0o700 });
    removeAbandoned(dirname(path));
    unfinished = mkdtempSync(join(dirname(path), UNFINISHED));
    const folder = join(unfinished, 'files');
    makeFolder(folder);
    await fill(folder, unfinished);
    if (!existsSync(path)) renameSync(folder, path);
  } catch (error) {
    if (!existsSync(path)) throw knownError(error);
  } finally {
    if (unfinished !== undefined) rmSync(unfinished, { recursive: true, force: true });
  }
}
