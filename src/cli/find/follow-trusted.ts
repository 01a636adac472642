import type { Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { isAbsolute, join, parse, sep } from 'node:path';
import { isMissing } from '../../diagnostics/file-error.ts';
import { isGroupOf, trustedUsers, userTables } from './trusted-users.ts';

/** As many as Linux follows. */
const MOST_LINKS = 40;
const STICKY = 0o1000;
const OF_GROUP = 0o020;
const OF_OTHERS = 0o002;

interface Place {
  readonly path: string;
  readonly stats: Stats;
}

/** What a path leads to, and why somebody else could decide what that is. */
export interface Followed {
  /** Where it was distrusted: how far it was followed. undefined: there is nothing. */
  readonly end?: Place;
  readonly distrust?: string;
}

/**
 * Follows a path as the system does, and judges each folder, link and file on its way: it belongs to this user or to root, and nobody else
 * may write it. A sticky folder such as `/tmp` may lead to a folder, which nobody but its owner can move; a file there could be a hard link
 * of somebody else.
 *
 * It goes from the root down, so when a folder is looked at, nobody else can have put it there, or can put another one there later: what is
 * trusted once need not be judged again before each reading.
 *
 * @param path absolute
 * Error: that of the file system, where it does not let this user look.
 */
export function followTrusted(path: string): Promise<Followed> {
  return followFrom(parse(path).root, namesIn(path), MOST_LINKS);
}

async function followFrom(root: string, names: readonly string[], links: number): Promise<Followed> {
  return step({ path: root, stats: await lstat(root) }, names, links);
}

async function step(from: Place, [name, ...names]: readonly string[], links: number): Promise<Followed> {
  const next = name === undefined ? undefined : await look(join(from.path, name));
  const end = name === undefined ? from : next;
  const distrust = whyDistrusted(from, next);
  if (distrust !== undefined) return { ...(end && { end }), distrust };
  if (name === undefined) return { end: from };
  if (!next) return {};
  return next.stats.isSymbolicLink() ? followLink(from, next, names, links) : step(next, names, links);
}

async function followLink(
  from: Place,
  link: Place,
  names: readonly string[],
  links: number,
): Promise<Followed> {
  const { path } = link;
  if (links === 0) return { end: link, distrust: `${path} leads through too many links` };
  // What such a link says is not where it leads: it can be into the file system of a container.
  if (path.startsWith('/proc/')) return { end: link, distrust: `${path} belongs to a process` };
  const foreign = whyForeign(link);
  if (foreign !== undefined) return { end: link, distrust: foreign };
  const target = await readlink(path);
  const rest = [...namesIn(target), ...names];
  return isAbsolute(target) ? followFrom(parse(target).root, rest, links - 1) : step(from, rest, links - 1);
}

/** @returns undefined: there is nothing */
async function look(path: string): Promise<Place | undefined> {
  try {
    return { path, stats: await lstat(path) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** @param next what the path goes on to; undefined: it ends here */
function whyDistrusted(place: Place, next: Place | undefined): string | undefined {
  const { path, stats } = place;
  const foreign = whyForeign(place);
  if (foreign !== undefined || !isOpen(stats)) return foreign;
  const isKept = (stats.mode & STICKY) !== 0 && next?.stats.isDirectory();
  const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
  return isKept ? undefined : `${path} can be written by other users (mode ${mode})`;
}

function whyForeign({ path, stats: { uid } }: Place): string | undefined {
  return trustedUsers().has(uid) ? undefined : `${path} belongs to another user (uid ${uid})`;
}

/** Whether others may write it. Windows has no such modes. */
function isOpen({ mode, gid }: Stats): boolean {
  if (process.platform === 'win32') return false;
  if ((mode & OF_OTHERS) !== 0) return true;
  return (mode & OF_GROUP) !== 0 && !isGroupOf(trustedUsers(), gid, userTables());
}

const namesIn = (path: string): readonly string[] =>
  path
    .slice(parse(path).root.length)
    .split(sep)
    .filter((name) => name !== '');
