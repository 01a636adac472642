import { basename, dirname, join, relative, sep } from 'node:path';
import type { ProblemCode } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import type { Report } from '../tree/finding.ts';
import { COMPOSE_NAMES } from './compose-names.ts';
import { type FilePort, FileUnreadable } from './file-port.ts';

/** The form of a path in messages: relative to `cwd` if it is inside of it. */
export function shownPath(path: string, cwd: string): string {
  const inside = relative(cwd, path);
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || inside === path ? path : inside;
}

/** The form of a file's name in messages. */
export const fileName = (path: string, cwd: string, files: Pick<FilePort, 'nameOf'>): string =>
  files.nameOf?.(path) ?? shownPath(path, cwd);

/**
 * Reads a named file. `what` begins the message about a missing file: "the env file".
 * Error: `missing` (with the most similar name in that folder), `file-unreadable`; the result is undefined.
 */
export function readSource(
  path: string,
  what: string,
  missing: ProblemCode,
  cwd: string,
  files: FilePort,
  report: Report,
): Source | undefined {
  const name = fileName(path, cwd, files);
  const fail = (code: ProblemCode, message: string, hint: string | undefined) => {
    report({ code, severity: 'error', message, ...(hint !== undefined && { hint }) });
    return undefined;
  };
  try {
    const text = files.read(path);
    if (text !== undefined) return { name, text };
    return fail(missing, `${what} ${name} does not exist`, nearName(path, cwd, files));
  } catch (error) {
    if (!(error instanceof FileUnreadable)) throw error;
    return fail('file-unreadable', `${what} ${name} ${error.message}`, insideHint(path, cwd, files));
  }
}

function nearName(path: string, cwd: string, files: FilePort): string | undefined {
  const near = nearPath(path, files);
  return near === undefined ? undefined : `did you mean "${fileName(near, cwd, files)}"?`;
}

/** An existing path with a similar name; the folder may be misspelt too. */
function nearPath(path: string, files: FilePort): string | undefined {
  const folder = dirname(path);
  const names = files.list?.(folder) ?? [];
  if (names.length > 0) {
    const near = didYouMean(basename(path), names.toSorted());
    return near === undefined ? undefined : join(folder, near);
  }
  const nearFolder = folder === dirname(folder) ? undefined : nearPath(folder, files);
  const same = nearFolder !== undefined && files.list?.(nearFolder).includes(basename(path));
  return same ? join(nearFolder, basename(path)) : undefined;
}

/** The hint for a folder in the place of a Compose file. */
function insideHint(path: string, cwd: string, files: FilePort): string | undefined {
  const inside = COMPOSE_NAMES.find((name) => files.list?.(path).includes(name));
  return inside === undefined ? undefined : `did you mean "${fileName(join(path, inside), cwd, files)}"?`;
}
