import { existsSync, globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** Beside this checkout only where the project itself is worked on. */
const CORPUS = join(ROOT, '../shared/conformance/corpus');

export interface KnownProject {
  /** Relative to its root. */
  readonly name: string;
  readonly folder: string;
  readonly file: string;
}

/** Every Compose file there is to try things with: fixtures, examples, and the corpus of real ones. */
export function knownProjects(): readonly KnownProject[] {
  return [join(ROOT, 'fixtures'), join(ROOT, 'examples'), CORPUS].filter(existsSync).flatMap((root) =>
    globSync('**/*.{yaml,yml}', { cwd: root })
      .filter((path) => !path.startsWith('errors/'))
      .toSorted()
      .map((path) => ({ name: path, folder: join(root, dirname(path)), file: basename(path) })),
  );
}
