import type { Stats } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute } from 'node:path';
import { isMissing } from '../../diagnostics/file-error.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { listInLabel } from '../find/by-labels.ts';

/** What a label says that a path is. */
interface Claim {
  readonly path: string;
  readonly as: string;
  readonly isOfThisKind: (stats: Stats) => boolean;
  /** The name of what it leads to counts as well. */
  readonly name: RegExp;
}

/**
 * Why the files are not read that the labels of a container name. Whoever makes a container chooses its labels, and an error about a file
 * quotes its lines. So a file is read only when it and its folder are this user's or root's, and it is named as what the label says that it is: a
 * container whose label names `/etc/shadow` does not have it shown, and nobody has a plan made of a file that somebody else wrote.
 *
 * @returns undefined: they may be read
 */
export async function whyUnread(container: ObservedContainer): Promise<string | undefined> {
  const claims = claimsOf(container);
  if (claims.length === 0) return 'its containers name no Compose file';
  const reasons = await Promise.all(claims.map(whyFalse));
  return reasons.find((reason) => reason !== undefined);
}

function claimsOf(container: ObservedContainer): readonly Claim[] {
  const files = listInLabel(container, LABEL.configFiles);
  const folder = container.labels[LABEL.workingDir];
  if (files.length === 0 || folder === undefined) return [];
  const isFile = (stats: Stats): boolean => stats.isFile();
  return [
    ...files.map((path) => ({ path, as: 'a Compose file', isOfThisKind: isFile, name: /\.ya?ml$/i })),
    ...listInLabel(container, LABEL.environmentFile).map((path) => ({
      path,
      as: 'an env file',
      isOfThisKind: isFile,
      name: /^\.env(?:\.|$)|\.env$/i,
    })),
    { path: folder, as: 'a folder', isOfThisKind: (stats) => stats.isDirectory(), name: /./ },
  ];
}

async function whyFalse({ path, as, isOfThisKind, name }: Claim): Promise<string | undefined> {
  if (!isAbsolute(path)) return `${path} is not a file of this machine`;
  try {
    const target = await realpath(path);
    const stats = await stat(target);
    const isNamedSo = [path, target].every((one) => name.test(basename(one)));
    if (!isOfThisKind(stats) || !isNamedSo) return `${path} is not named as ${as} is`;
    const users = trustedUsers();
    if (!users.has(stats.uid) || !users.has((await lstat(path)).uid))
      return `${path} belongs to another user`;
    // Its owner could put another file in its place between this look and the reading.
    const folder = dirname(path);
    return users.has((await stat(folder)).uid) ? undefined : `${folder} belongs to another user`;
  } catch (error) {
    return isMissing(error) ? `${path} is not on this machine` : `${path} cannot be read by this user`;
  }
}

/** Behind sudo, who called it too. Windows does not tell whose a file is: there it is 0. */
function trustedUsers(): ReadonlySet<number> {
  const own = process.getuid?.() ?? 0;
  const caller = own === 0 ? Number(process.env.SUDO_UID ?? 0) : own;
  return new Set([0, own, caller]);
}
