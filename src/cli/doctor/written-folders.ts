import { posix } from 'node:path';
import type { LayerChange } from '../../engine/port/engine-answers.ts';

/** A folder of a container in which something was written, and the files. */
export interface WrittenFolder {
  readonly folder: string;
  /** Absolute paths. Some may be empty folders: a list of changes does not tell. */
  readonly files: readonly string[];
}

/**
 * Where data was written into the layer of a container, as far as that matters: what is gone with the container, and nobody
 * makes again by itself.
 *
 * @param covered paths that hold no data of the layer: mounts, and what gantry itself puts there
 */
export function writtenFolders(
  changes: readonly LayerChange[],
  covered: readonly string[],
): readonly WrittenFolder[] {
  const above = new Set(changes.flatMap(({ path }) => foldersAbove(path)));
  const created = new Set(changes.flatMap(({ path, kind }) => (kind === 'created' ? [path] : [])));
  const files = changes.flatMap(({ path, kind }) =>
    kind === 'removed' || above.has(path) || isHarmless(path) || isCovered(path, covered) ? [] : [path],
  );
  const byFolder = new Map<string, string[]>();
  for (const path of files.sort()) {
    const folder = folderOf(path, created);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
  }
  return [...byFolder].map(([folder, paths]) => ({ folder, files: paths }));
}

/** The highest folder that is new: it is what a volume would take the place of. In a folder of the image, that one. */
function folderOf(path: string, created: ReadonlySet<string>): string {
  const highest = foldersAbove(path).find((folder) => created.has(folder) && !SHARED.has(folder));
  return highest ?? posix.dirname(path);
}

/** Folders that nobody would mount a volume on, and that images of busybox lack. */
const SHARED = new Set(['/var', '/var/lib', '/var/log', '/srv', '/opt', '/usr', '/home', '/mnt']);

/** `/a/b/c`: `/a`, `/a/b`. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

/** A mount covers what is below it; the folders above it were only made to put it there. */
const isCovered = (path: string, covered: readonly string[]): boolean =>
  covered.some((one) => isIn(path, one) || isIn(one, path));

const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** Made for a moment, or written again at each start. */
const PASSING = [
  '/tmp',
  '/var/tmp',
  '/run',
  '/var/run',
  '/var/lock',
  '/var/cache',
  '/dev',
  '/proc',
  '/sys',
  '/etc',
  '/.dockerenv',
];

/** Programs write their settings into `/etc` when they start. Certificates are fetched, and there is a limit to how often. */
const IN_ETC = ['/etc/letsencrypt', '/etc/acme'];

const PASSING_NAMES = /(?:\.(?:pid|lock|sock|pyc)|\/\.(?:ash|bash|python|psql)_history|\/\.wget-hsts)$/;

const isHarmless = (path: string): boolean =>
  PASSING_NAMES.test(path) ||
  /\/(?:\.cache|__pycache__|\.npm|node_modules\/\.cache)\//.test(path) ||
  (PASSING.some((folder) => isIn(path, folder)) && !IN_ETC.some((folder) => isIn(path, folder)));
