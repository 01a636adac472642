import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Where paths really are: git knows files by the folders that they are in, and Compose files may reach them through links.
 *
 * @returns of an absolute path the same one with its folder's links followed, and behind that where its own link leads to
 */
export class RealPaths {
  readonly #folders = new Map<string, string>();
  readonly #known = new Map<string, readonly string[]>();

  of(path: string): readonly string[] {
    const known = this.#known.get(path);
    if (known) return known;
    const own = join(this.#folder(dirname(path)), basename(path));
    // Nearly nothing is a link, and to follow one costs much more than to look.
    const target = isLink(own) ? real(own) : undefined;
    const found = target === undefined ? [own] : [own, target];
    this.#known.set(path, found);
    return found;
  }

  /** What does not exist is in a folder that may. */
  #folder(path: string): string {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const found =
      real(path) ?? (dirname(path) === path ? path : join(this.#folder(dirname(path)), basename(path)));
    this.#folders.set(path, found);
    return found;
  }
}

/** What nobody may look at is taken as it is named. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch {
    return false;
  }
}

function real(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
