import { isAbsolute, join, relative, sep } from 'node:path';
import { findIgnoreFile } from '../../build/ignore-file.ts';
import { type IgnoreRules, ignoreRules } from '../../build/ignore-rules.ts';
import type { BuildSpec } from '../../model/build-spec.ts';

/** Why a path is nothing to watch; in words for the user. */
export type IgnoreReason = string;

/** Names that editors and tools give to files that live for a moment. */
const MOMENTARY: readonly RegExp[] = [
  /^\.?.*\.sw[a-z]$/, // Vim: swap files
  /^4913$/, // Vim: whether a folder can be written to
  /~$/, // Vim, Emacs, Kate, Gedit: the version before
  /^\.#/, // Emacs: locks
  /^#.*#$/, // Emacs: automatic saves
  /___jb_(?:tmp|old|bak)___$/, // JetBrains: safe writes
  /\.kate-swp$/,
  /^\.goutputstream-/, // GNOME
  /-go-tmp-umask$/, // go build
];

/** What editors and git keep for themselves. @param path relative, with `/`. */
export function temporaryFileReason(path: string): IgnoreReason | undefined {
  const parts = path.split('/');
  if (parts.includes('.git')) return 'it belongs to git';
  const name = parts.at(-1) ?? '';
  return MOMENTARY.some((pattern) => pattern.test(name)) ? 'it is a temporary file of an editor' : undefined;
}

/** What a build would not see, a container that is synced need not see either. */
export interface ContextIgnore {
  readonly context: string;
  /** As written in the folder of the context: `.dockerignore`. */
  readonly file: string;
  readonly rules: IgnoreRules;
}

/**
 * The rules of the ignore file of a build. Read here and not with the Dockerfile: what is watched need not be buildable.
 *
 * Error: UserError `file-unreadable`, `bad-pattern`.
 */
export function contextIgnore(build: BuildSpec | undefined): ContextIgnore | undefined {
  if (!build || !isAbsolute(build.context)) return undefined;
  const { context, dockerfile = 'Dockerfile', dockerfileInline } = build;
  const path = isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile);
  const file = findIgnoreFile(context, dockerfileInline === undefined ? path : undefined);
  return file && { context, file: inside(context, file.name) ?? file.name, rules: ignoreRules(file) };
}

/** The path below a folder with `/`, empty for the folder itself; undefined when it is not in it. */
export function inside(folder: string, path: string): string | undefined {
  if (path === folder) return '';
  // The usual case, thousands of times.
  if (sep === '/' && folder !== '/' && path.startsWith(`${folder}/`)) return path.slice(folder.length + 1);
  const below = relative(folder, path);
  if (below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) return undefined;
  return sep === '/' ? below : below.split(sep).join('/');
}
