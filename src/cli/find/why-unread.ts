import type { Stats } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { isMissing } from '../../diagnostics/file-error.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { listInLabel } from './by-labels.ts';
import { followTrusted } from './follow-trusted.ts';

/** What a label says that a path is. */
interface Claim {
  readonly path: string;
  readonly as: string;
  readonly isOfThisKind: (stats: Stats) => boolean;
  /** The name of what it leads to counts as well. */
  readonly name: RegExp;
  /** It is read where it is there. */
  readonly isOptional?: boolean;
}

/**
 * Why the files are not read that the labels of a container name. Whoever makes a container chooses its labels, and an error about a file
 * quotes its lines. So a file is read only when nobody but this user and root decides what is in it, and it is named as what the label says
 * that it is: a container whose label names `/etc/shadow` does not have it shown, and nobody has a plan made of a file that somebody else
 * wrote.
 *
 * @returns undefined: they may be read
 */
export async function whyUnread(container: ObservedContainer): Promise<string | undefined> {
  const claims = claimsOf(container);
  if (claims.length === 0) return 'its containers name no Compose file';
  const reasons = await Promise.all(claims.map(whyFalse));
  return reasons.find((reason) => reason !== undefined);
}

const isFile = (stats: Stats): boolean => stats.isFile();
const isFolder = (stats: Stats): boolean => stats.isDirectory();

function claimsOf(container: ObservedContainer): readonly Claim[] {
  const files = listInLabel(container, LABEL.configFiles);
  const folder = container.labels[LABEL.workingDir];
  if (files.length === 0 || folder === undefined) return [];
  return [
    ...files.map((path) => ({ path, as: 'a Compose file', isOfThisKind: isFile, name: /\.ya?ml$/i })),
    { path: folder, as: 'a folder', isOfThisKind: isFolder, name: /./ },
    ...envFileClaims(listInLabel(container, LABEL.environmentFile), folder),
  ];
}

/** Those that are named, else the `.env` of the folder of the project. */
function envFileClaims(named: readonly string[], folder: string): readonly Claim[] {
  const claim = { as: 'an env file', name: /^\.env(?:\.|$)|\.env$/i };
  if (named.length > 0) return named.map((path) => ({ ...claim, path, isOfThisKind: isFile }));
  // A folder of this name, as Python makes them, is left aside by whoever reads the files.
  const isOfThisKind = (stats: Stats): boolean => isFile(stats) || isFolder(stats);
  return [{ ...claim, path: join(folder, '.env'), isOfThisKind, isOptional: true }];
}

async function whyFalse(claim: Claim): Promise<string | undefined> {
  const { path, as, isOfThisKind, name, isOptional = false } = claim;
  if (!isAbsolute(path)) return `${path} is not a file of this machine`;
  try {
    // As who reads it does, which takes `..` away before a link is followed.
    const { end, distrust } = await followTrusted(resolve(path));
    if (!end && !isOptional) return `${path} is not on this machine`;
    if (distrust !== undefined || !end) return distrust;
    const isNamedSo = [path, end.path].every((one) => name.test(basename(one)));
    return isOfThisKind(end.stats) && isNamedSo ? undefined : `${path} is not named as ${as} is`;
  } catch (error) {
    return isMissing(error) ? `${path} is not on this machine` : `${path} cannot be read by this user`;
  }
}
