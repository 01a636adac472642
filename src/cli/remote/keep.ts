import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { knownError } from '../../diagnostics/file-error.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { cacheFolder } from '../../util/state-folder.ts';

/** Where the files of a commit or a digest are kept. */
export const keptAt = (environment: ReadonlyMap<string, string>, kind: 'git' | 'oci', name: string): string =>
  join(cacheFolder(environment), 'remote', kind, name);

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
    makeFolder(dirname(path));
    unfinished = mkdtempSync(join(dirname(path), '.unfinished-'));
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
