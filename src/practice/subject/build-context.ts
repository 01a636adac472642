import { closeSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { IgnoreRules } from '../../build/ignore-rules.ts';
import { isBadPattern, pathPattern } from '../../util/path-pattern.ts';
import type { Folders } from './folders.ts';

/** A file that a build can copy. */
export interface ContextFile {
  /** Relative to the context, with `/`. */
  readonly path: string;
  readonly bytes: () => number;
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
  /** All files that a COPY of these sources takes, the same list for the same sources; undefined: nobody knows which these are. */
  readonly copied: (sources: readonly string[]) => readonly ContextFile[] | undefined;
  /** The beginning of a small file; undefined: it cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** The first bytes of a file; undefined: it is none, such as a link, or cannot be read. */
  readonly head: (path: string, bytes: number) => Buffer | undefined;
}

/** More files than these are no project, but somebody's home. */
const MOST_FILES = 50_000;

/** More of a file is not looked at. */
const MOST_BYTES = 1024 * 1024;

export function buildContext(folder: string, rules: IgnoreRules, folders: Folders): BuildContext {
  const known = new Map<string, readonly ContextFile[] | undefined>();
  const copied = new Map<string, readonly ContextFile[] | undefined>();
  const context: BuildContext = {
    folder,
    ignores: (path) => rules.ignores(path),
    hasExceptions: !rules.prunes,
    kindOf: (path) => folders.at(join(folder, path))?.kind,
    filesBelow(path) {
      if (!known.has(path)) known.set(path, filesBelow(folder, path, rules, folders));
      return known.get(path);
    },
    matching: (source) => matching(folder, source, folders),
    copied(sources) {
      const key = JSON.stringify(sources);
      if (!copied.has(key)) copied.set(key, filesOf(context, sources));
      return copied.get(key);
    },
    read(path) {
      try {
        const file = join(folder, path);
        return lstatSync(file).size <= MOST_BYTES ? readFileSync(file, 'utf8') : undefined;
      } catch {
        return undefined;
      }
    },
    head: (path, bytes) => headOf(join(folder, path), bytes),
  };
  return context;
}

function headOf(file: string, bytes: number): Buffer | undefined {
  try {
    if (!lstatSync(file).isFile()) return undefined;
    const opened = openSync(file, 'r');
    try {
      const buffer = Buffer.alloc(bytes);
      return buffer.subarray(0, readSync(opened, buffer, 0, bytes, 0));
    } finally {
      closeSync(opened);
    }
  } catch {
    return undefined;
  }
}

function filesOf(context: BuildContext, sources: readonly string[]): readonly ContextFile[] | undefined {
  const files: ContextFile[] = [];
  for (const path of sources.flatMap((source) => context.matching(source))) {
    const below = context.filesBelow(path);
    if (!below) return undefined;
    for (const file of below) files.push(file);
  }
  return files;
}

/** In the order of their names, those of a folder behind it. */
function filesBelow(
  folder: string,
  start: string,
  rules: IgnoreRules,
  folders: Folders,
): readonly ContextFile[] | undefined {
  const first = folders.at(join(folder, start));
  const files: ContextFile[] = [];
  const waiting = first ? [{ path: start, ...first }] : [];
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const { path, kind, bytes } = entry;
    const isIgnored = path !== '' && rules.ignores(path);
    if (isIgnored && rules.prunes) continue;
    if (kind === 'folder')
      for (const { name, ...below } of folders.in(join(folder, path)).toReversed())
        waiting.push({ path: posix.join(path, name), ...below });
    else if (!isIgnored) files.push({ path, bytes });
    if (files.length > MOST_FILES) return undefined;
  }
  return files;
}

/** docker's patterns of COPY: the folders of the path are followed one by one. */
function matching(folder: string, source: string, folders: Folders): readonly string[] {
  let paths = [''];
  for (const part of source.split('/')) {
    const pattern = /[*?[\\]/.test(part) ? pathPattern(part) : undefined;
    if (pattern && isBadPattern(pattern)) return [];
    paths = paths.flatMap((path) =>
      pattern
        ? folders
            .in(join(folder, path))
            .filter(({ name }) => pattern.matches(name))
            .map(({ name }) => posix.join(path, name))
        : [posix.join(path, part)],
    );
  }
  return paths.filter((path) => folders.at(join(folder, path)) !== undefined);
}
