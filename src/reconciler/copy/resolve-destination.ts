import { posix } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';

/** What is copied. */
export interface CopySource {
  /** The last part of its path; `.` for what is in a folder, without the folder. */
  readonly name: string;
  readonly isFolder: boolean;
}

/** Where it was asked to go. Paths have slashes. */
export interface CopyTarget {
  readonly path: string;
  readonly exists: boolean;
  readonly isFolder: boolean;
}

/** The folder that is unpacked in, and what is copied is called there; `.`: its content goes into the folder itself. */
export interface Destination {
  readonly folder: string;
  readonly name: string;
}

/**
 * Where a copy ends up, by the rules that docker and `cp` share: into a folder that is there, else under the new name.
 *
 * Error: UserError `bad-usage` for a folder over a file, and for a file into a folder that is not there (`x/`).
 */
export function resolveDestination(source: CopySource, target: CopyTarget): Destination {
  if (target.exists && target.isFolder) return { folder: target.path, name: source.name };
  const path = target.path.replace(/(?<=^\/|[^/])\/+$/, '');
  const renamed = { folder: posix.dirname(path), name: posix.basename(path) };
  if (target.exists && source.isFolder)
    throw new UserError('bad-usage', `${target.path} is a file, and a folder cannot be copied over it`, {
      hint: 'name a folder, or a path that does not exist yet',
    });
  if (!target.exists && !source.isFolder && asksForFolder(target.path))
    throw new UserError('missing-file', `there is no folder ${target.path}`, {
      hint: 'make it first, or leave out the slash at the end to copy under that name',
    });
  return renamed;
}

/** `x/` and `x/.` */
const asksForFolder = (path: string): boolean => /\/\.?$/.test(path);

/** The last part of a path, where `x/.` means what is in x. */
export function sourceName(path: string): string {
  const name = posix.basename(path.replace(/(?<!\/)\/+$/, ''));
  return name === '' ? '.' : name;
}
