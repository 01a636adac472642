import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

interface Found {
  /** A link is a file: docker does not follow it. */
  readonly kind: 'file' | 'folder';
  /** 0 for a folder. Few are asked for, and each takes a look at the file. */
  readonly bytes: () => number;
}

interface Entry extends Found {
  readonly name: string;
}

/** The folders of this machine, each read once however many builds have it in their context. */
export class Folders {
  readonly #folders = new Map<string, readonly Entry[]>();
  readonly #paths = new Map<string, Found | undefined>();

  /** Sorted by name; empty where it cannot be read. */
  in(folder: string): readonly Entry[] {
    const known = this.#folders.get(folder) ?? read(folder);
    this.#folders.set(folder, known);
    return known;
  }

  at(path: string): Found | undefined {
    if (!this.#paths.has(path)) this.#paths.set(path, look(path));
    return this.#paths.get(path);
  }
}

function read(folder: string): readonly Entry[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry) => {
        const { name } = entry;
        return entry.isDirectory()
          ? { name, kind: 'folder', bytes: () => 0 }
          : { name, kind: 'file', bytes: () => look(join(folder, name))?.bytes() ?? 0 };
      });
  } catch {
    return [];
  }
}

function look(path: string): Found | undefined {
  try {
    const stats = lstatSync(path);
    return stats.isDirectory()
      ? { kind: 'folder', bytes: () => 0 }
      : { kind: 'file', bytes: () => stats.size };
  } catch {
    return undefined;
  }
}
