import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { IgnoreRules } from '../../build/ignore-rules.ts';
import { isBadPattern, pathPattern } from '../../util/path-pattern.ts';

/** A file that a build can copy. */
export interface ContextFile {
  /** Relative to the context, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

/** The folder of a build as its Dockerfile sees it: without what the ignore file leaves out. */
export interface BuildContext {
  readonly folder: string;
  readonly ignores: (path: string) => boolean;
  /** An exception may take something back into a folder that is left out. */
  readonly hasExceptions: boolean;
  /** What is at a path, left out or not. */
  readonly kindOf: (path: string) => 'file' | 'folder' | undefined;
  /** All files at and below a path that are not left out; undefined: there are too many to look at. */
  readonly filesBelow: (path: string) => readonly ContextFile[] | undefined;
  /** The paths that a source of COPY names, left out or not. */
  readonly matching: (source: string) => readonly string[];
  /** The beginning of a small file; undefined: it cannot be read. */
  readonly read: (path: string) => string | undefined;
}

/** More files than these are no project, but somebody's home. */
const MOST_FILES = 50_000;

/** More of a file is not looked at. */
const MOST_BYTES = 1024 * 1024;

export function buildContext(folder: string, rules: IgnoreRules): BuildContext {
  const known = new Map<string, readonly ContextFile[] | undefined>();
  return {
    folder,
    ignores: (path) => rules.ignores(path),
    hasExceptions: !rules.prunes,
    kindOf: (path) => kindOf(join(folder, path)),
    filesBelow(path) {
      if (!known.has(path)) known.set(path, filesBelow(folder, path, rules));
      return known.get(path);
    },
    matching: (source) => matching(folder, source),
    read(path) {
      try {
        const file = join(folder, path);
        return lstatSync(file).size <= MOST_BYTES ? readFileSync(file, 'utf8') : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    return lstatSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

function filesBelow(folder: string, start: string, rules: IgnoreRules): readonly ContextFile[] | undefined {
  const files: ContextFile[] = [];
  const waiting = [start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const isIgnored = path !== '' && rules.ignores(path);
    if (isIgnored && rules.prunes) continue;
    const kind = kindOf(join(folder, path));
    if (kind === 'folder')
      waiting.push(...namesIn(join(folder, path)).map((name) => posix.join(path ?? '', name)));
    else if (kind === 'file' && !isIgnored) files.push({ path, bytes: sizeOf(join(folder, path)) });
    if (files.length > MOST_FILES) return undefined;
  }
  return files;
}

/** In reverse, for a stack: the files come out in the order of their names. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort().reverse();
  } catch {
    return [];
  }
}

function sizeOf(path: string): number {
  try {
    return lstatSync(path).size;
  } catch {
    return 0;
  }
}

/** docker's patterns of COPY: the folders of the path are followed one by one. */
function matching(folder: string, source: string): readonly string[] {
  let paths = [''];
  for (const part of source.split('/')) {
    const pattern = /[*?[\\]/.test(part) ? pathPattern(part) : undefined;
    if (pattern && isBadPattern(pattern)) return [];
    paths = paths.flatMap((path) =>
      pattern
        ? namesIn(join(folder, path))
            .toReversed()
            .filter((name) => pattern.matches(name))
            .map((name) => posix.join(path, name))
        : [posix.join(path, part)],
    );
  }
  return paths.filter((path) => kindOf(join(folder, path)) !== undefined);
}
