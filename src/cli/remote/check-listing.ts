import { posix } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';

/** One file of a commit. */
export interface Listed {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'submodule';
  readonly sizeBytes: number;
  readonly object: string;
}

/** Larger repositories are no place for a Compose file; what runs is in images. */
export const LIMITS = { files: 50_000, bytes: 512 * 1024 * 1024, links: 2000 };

/** `100644 blob OBJECT    SIZE<TAB>PATH`, each with NUL behind it. */
export function readListing(text: string): readonly Listed[] {
  return text.split('\0').flatMap((line) => {
    const tab = line.indexOf('\t');
    if (tab < 0) return [];
    const [mode = '', , object = '', size = '0'] = line.slice(0, tab).split(/ +/);
    const kind = mode === '120000' ? 'link' : mode === '160000' ? 'submodule' : 'file';
    return [{ path: line.slice(tab + 1), kind, sizeBytes: Number(size) || 0, object }];
  });
}

/** Error: UserError `remote-refused`, for more than a commit may have, and for a path that git itself must not write. */
export function checkListing(listing: readonly Listed[], reference: string): void {
  const bytes = listing.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (listing.length > LIMITS.files) throw tooLarge(reference, `${listing.length} files`, `${LIMITS.files}`);
  if (bytes > LIMITS.bytes)
    throw tooLarge(reference, `${Math.ceil(bytes / MIB)} MiB`, `${LIMITS.bytes / MIB} MiB`);
  if (listing.filter(({ kind }) => kind === 'link').length > LIMITS.links)
    throw tooLarge(reference, 'more symbolic links', `${LIMITS.links}`);
  const strange = listing.find(({ path }) => path.split('/').some(isStrange));
  if (strange)
    throw new UserError(
      'remote-refused',
      `${reference} has a file that no checkout may have: ${strange.path}`,
    );
}

const MIB = 1024 * 1024;

const isStrange = (name: string): boolean => name === '' || /^\.{1,2}$|^\.git$/i.test(name);

/**
 * Refuses a symbolic link that leads out of the files.
 *
 * Decision: `..` counts only at the beginning of the target. Where each link is so, no chain of them leads out: a step down goes into a
 *           real folder or through a link that stays inside.
 * Error: UserError `remote-refused`.
 */
export function checkLink(path: string, target: string, reference: string): void {
  const inner = target.replace(/^(?:\.{1,2}\/+)*(?:\.{1,2}$)?/, '');
  const reached = posix.normalize(posix.join(posix.dirname(path), target));
  const leaves =
    posix.isAbsolute(target) ||
    inner.split('/').includes('..') ||
    /^\.\.(?:\/|$)/.test(reached) ||
    target === '';
  if (!leaves) return;
  throw new UserError(
    'remote-refused',
    `${reference} has a symbolic link that leads out of its files: ${path} → ${target}`,
    { hint: 'whoever keeps the repository can replace it with the file' },
  );
}

const tooLarge = (reference: string, has: string, most: string): UserError =>
  new UserError('remote-refused', `${reference} is too large: it has ${has}, of at most ${most}`, {
    hint: 'keep Compose files in a repository of their own, or publish them as an artifact',
  });
