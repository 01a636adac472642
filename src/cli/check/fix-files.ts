import { chmodSync, chownSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileError } from '../../diagnostics/file-error.ts';
import type { Problem } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { FixedFile } from '../../practice/fixed-files.ts';
import { isRemote } from '../../spec/read/is-remote.ts';
import { readRegular } from '../../util/read-regular.ts';
import { unifiedDiff } from '../../util/unified-diff.ts';

/** Texts of files as they may be shown, in the same order. */
export type Shown = (texts: readonly { readonly text: string; readonly file: Source }[]) => readonly string[];

/** The files as they are and as they would be, for `--dry-run`. */
export function showFixes(files: readonly FixedFile[], shown: Shown): string {
  const texts = shown(
    files.flatMap(({ source, text }) => [
      { text: source.text, file: source },
      { text, file: source },
    ]),
  );
  return files
    .map(({ source, edits }, index) => {
      const [before = '', after = ''] = texts.slice(2 * index);
      return unifiedDiff(source.name, { original: source.text, before, after }, edits);
    })
    .join('');
}

/** Whether there is a file to write: standard input is none, and one of another machine is not ours. */
export const canBeFixed = ({ fixes = [] }: Problem): boolean =>
  fixes.some(({ source }) => source.name !== '<stdin>') && !fixes.some(({ source }) => isRemote(source.name));

/**
 * Writes the file in one step, so that nobody ever reads half of one; its mode and owner stay.
 *
 * Error: UserError, when it cannot be written, or is another one than was read.
 */
export function writeFixed({ source, text }: FixedFile, cwd: string): void {
  const named = resolve(cwd, source.name);
  let unfinished: string | undefined;
  try {
    // Of a link the file that it leads to.
    const path = realpathSync(named);
    if (readRegular(path).toString('utf8') !== source.text)
      throw new UserError('file-unreadable', `${source.name} has changed while it was checked`, {
        hint: 'run the command again',
      });
    const { mode, uid, gid } = statSync(path);
    unfinished = join(dirname(path), `.${basename(path)}.gantry-${process.pid}`);
    writeFileSync(unfinished, text, { mode, flag: 'wx' });
    chmodSync(unfinished, mode);
    if (process.getuid?.() === 0) chownSync(unfinished, uid, gid);
    renameSync(unfinished, path);
  } catch (error) {
    if (unfinished !== undefined) rmSync(unfinished, { force: true });
    if (error instanceof UserError) throw error;
    throw fileError(source.name, 'cannot be written', error);
  }
}
