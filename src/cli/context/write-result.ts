import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileError } from '../../diagnostics/file-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { shellWord } from '../../util/shell-word.ts';

const OWNER_ONLY = 0o600;

/** What `--output` asks for, relative to `cwd`. Error: UserError when it cannot be written there. */
export function writeResult(
  { cwd }: { readonly cwd: string },
  path: string,
  text: string,
  { isPrivate = false } = {},
): void {
  const place = resolve(cwd, path);
  try {
    writeFileSync(place, text, isPrivate ? { mode: OWNER_ONLY } : {});
    // One that was there before keeps its mode.
    if (isPrivate && statSync(place).isFile()) chmodSync(place, OWNER_ONLY);
  } catch (cause) {
    throw cannotWrite(path, cause instanceof Error ? cause : new Error(String(cause)));
  }
}

/** Why a file of this machine cannot be written. */
export function cannotWrite(path: string, cause: NodeJS.ErrnoException): UserError {
  const folder = dirname(path);
  const known = {
    ENOENT: ['its folder does not exist', `make it first: mkdir -p ${shellWord(folder)}`],
    EISDIR: ['it is a folder', 'name a file in it'],
    EACCES: [
      'you may not write there',
      `choose another place, or check its permissions: ls -ld ${shellWord(folder)}`,
    ],
  }[cause.code ?? ''];
  if (!known) return fileError(path, 'cannot be written', cause);
  const [why, hint] = known;
  return new UserError('bad-usage', `${path} cannot be written: ${why}`, { cause, hint });
}
