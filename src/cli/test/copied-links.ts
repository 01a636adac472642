import { lstat, mkdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';

/** A link of a container, before it is made. */
export interface CopiedLink {
  /** Below the folder of the service, with slashes. */
  readonly path: string;
  /** Where it leads, as it is written. */
  readonly leads: string;
}

/**
 * Makes links below `folder`, when everything else is there: nothing can be written through them then. Those that lead out of the
 * folder, by whatever way, or to nothing in it are taken away again.
 *
 * @returns what is wrong with each that is left out
 */
export async function makeLinks(
  folder: string,
  links: readonly CopiedLink[],
): Promise<ReadonlyMap<CopiedLink, string>> {
  const problems = new Map<CopiedLink, string>();
  const made: CopiedLink[] = [];
  for (const link of links) {
    const problem = await makeLink(folder, link);
    if (problem === undefined) made.push(link);
    else problems.set(link, problem);
  }
  // All are judged before the first one goes: a way through one that leads out leads out, too.
  for (const link of made) {
    const end = await endOf(folder, link.path);
    if (end === 'outside') problems.set(link, `the link ${link.path} leads out of the folder`);
    if (end === 'nowhere')
      problems.set(link, `the link ${link.path} leads to ${link.leads}, which was not copied`);
  }
  for (const link of made) if (problems.has(link)) await rm(join(folder, link.path), { force: true });
  return problems;
}

/** @returns why it cannot be made */
async function makeLink(folder: string, { path, leads }: CopiedLink): Promise<string | undefined> {
  const taken = `the link ${path} is left out, as something else of that name was copied`;
  const above = foldersAbove(path);
  for (const one of above) {
    const there = await lstat(join(folder, one)).catch(() => undefined);
    if (there && !there.isDirectory()) return taken;
  }
  const place = join(folder, path);
  const there = await lstat(place).catch(() => undefined);
  // One of a run before that had the same folder.
  if (there?.isSymbolicLink()) await rm(place);
  else if (there) return taken;
  await mkdir(dirname(place), { recursive: true });
  await symlink(leads, place);
  return undefined;
}

/** `a/b/c` → `a`, `a/b` */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** As many as Linux follows. */
const MOST_LINKS = 40;

/** Follows a path part by part, as the system does, and each link on the way. */
async function endOf(folder: string, path: string): Promise<'inside' | 'outside' | 'nowhere'> {
  const rest = path.split('/');
  let at = '.';
  let followed = 0;
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    if (part === '' || part === '.') continue;
    if (part === '..' && at === '.') return 'outside';
    const next = posix.join(at, part);
    const there = await lstat(join(folder, next)).catch(() => undefined);
    if (!there) return 'nowhere';
    if (!there.isSymbolicLink()) {
      at = next;
      continue;
    }
    if (++followed > MOST_LINKS) return 'nowhere';
    const leads = await readlink(join(folder, next));
    if (posix.isAbsolute(leads)) return 'outside';
    rest.unshift(...leads.split('/'));
  }
  return 'inside';
}
