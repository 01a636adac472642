import { posix } from 'node:path';
import { type Source, showPlace } from '../diagnostics/source.ts';
import { type Concern, UserError } from '../diagnostics/user-error.ts';
import { isBadPattern, type PathPattern, pathPattern } from '../util/path-pattern.ts';

/** The paths that a `.dockerignore` excludes. */
export interface IgnoreRules {
  /** @param path relative to the context, with `/`. */
  ignores(path: string): boolean;
  /** No rule can include a path of this folder again, so the folder need not be read. */
  readonly prunes: boolean;
}

interface Rule extends PathPattern {
  /** `!`: takes back in what a rule before it left out. */
  readonly isException: boolean;
}

/** Reads the rules of a file as docker does. Error: UserError `bad-pattern` with the place of the first pattern that is none. */
export function ignoreRules(source: Source): IgnoreRules {
  const mark = source.text.startsWith('\uFEFF') ? 1 : 0;
  const lines = source.text.slice(mark).split('\n');
  let start = mark;
  const written = lines.map((line) => {
    const at = start + line.length - line.trimStart().length;
    start += line.length + 1;
    // Only a "#" at the very start makes a comment.
    return { pattern: line.startsWith('#') ? '' : line.trim(), at };
  });
  return rulesOf(written, ({ pattern, at }, reason) => {
    const place = showPlace({ source, start: at, end: at + pattern.length });
    return badPattern(`${place}: `, pattern, reason);
  });
}

/**
 * The rules of patterns that are no lines of a file.
 *
 * @param refused the error for a pattern that is none
 */
export function patternRules(
  patterns: readonly string[],
  refused: (pattern: string, reason: string) => Error,
): IgnoreRules {
  return rulesOf(
    patterns.map((pattern) => ({ pattern: pattern.trim() })),
    ({ pattern }, reason) => refused(pattern, reason),
  );
}

function rulesOf<Written extends { readonly pattern: string }>(
  written: readonly Written[],
  refused: (written: Written, reason: string) => Error,
): IgnoreRules {
  const rules = written.flatMap((one): readonly Rule[] => {
    if (one.pattern === '') return [];
    const isException = one.pattern.startsWith('!');
    const text = isException ? one.pattern.slice(1).trim() : one.pattern;
    if (text === '') throw refused(one, 'a path has to follow "!"');
    // Docker does this twice: "a /" is "a".
    const path = cleaned(cleaned(text).trim());
    if (path === '') return [];
    const pattern = pathPattern(path);
    if (isBadPattern(pattern)) throw refused(one, pattern.reason);
    return [{ ...pattern, isException }];
  });
  return {
    ignores(path) {
      let isIgnored = false;
      // A rule that would change nothing need not be tried.
      for (const rule of rules)
        if (rule.isException === isIgnored && rule.covers(path)) isIgnored = !isIgnored;
      return isIgnored;
    },
    prunes: !rules.some(({ isException }) => isException),
  };
}

/** Without what says nothing: `./`, doubled slashes, the one at the start for the context, the one at the end for a folder. */
function cleaned(text: string): string {
  if (text === '') return '';
  const path = posix.normalize(text);
  const start = path.length > 1 && path.startsWith('/') ? 1 : 0;
  const end = path.length > start + 1 && path.endsWith('/') ? path.length - 1 : path.length;
  return path.slice(start, end);
}

/** @param where ends with a colon and a space */
export function badPattern(where: string, pattern: string, reason: string, about?: Concern): UserError {
  const shown = pattern.length > SHOWN ? `${pattern.slice(0, SHOWN)}…` : pattern;
  return new UserError('bad-pattern', `${where}"${shown}" is no pattern: ${reason}`, {
    hint: 'a backslash takes the meaning from the character behind it: \\[',
    about,
  });
}

/** More of a pattern says nothing to a person. */
const SHOWN = 80;
