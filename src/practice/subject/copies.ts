import { basename, posix } from 'node:path';
import type { Instruction } from '../dockerfile/dockerfile.ts';
import { expand } from '../dockerfile/expand.ts';
import { resolved, type Step } from '../dockerfile/steps.ts';
import { flagOf } from '../dockerfile/words.ts';
import type { ContextFile } from './build-context.ts';
import { withoutEndSlash } from './end-slash.ts';
import type { BuiltImage } from './subject.ts';

/** What a COPY or ADD copies, and whereto. */
export interface Copy {
  /** Where it is from: the context, a stage or an image, or the instruction itself. */
  readonly from: 'context' | 'elsewhere' | 'heredoc';
  /** Relative to the context; undefined: it has a variable that is unknown. */
  readonly sources: readonly (string | undefined)[];
  /** Absolute, with a slash at the end if it is written so; undefined: unknown. */
  readonly target: string | undefined;
}

/** @returns undefined for any other instruction, and for one that docker would refuse */
export function copyOf({ instruction, lookup, workdir }: Step, escapeChar: string): Copy | undefined {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return undefined;
  const words = instruction.exec ?? instruction.words.map(({ raw }) => raw);
  const [last, ...before] = words.toReversed();
  if (last === undefined || before.length === 0) return undefined;
  const read = (word: string): string | undefined => expand(word, escapeChar, lookup);
  const to = read(last);
  const target = resolved(workdir, to);
  const ending = to !== undefined && /(?:\/|^|\/)\.?$/.test(to) && !target?.endsWith('/') ? '/' : '';
  return {
    from: sourceOf(instruction),
    sources: before.toReversed().map((word) => sourcePath(read(word))),
    target: target === undefined ? undefined : target + ending,
  };
}

function sourceOf(instruction: Instruction): Copy['from'] {
  if (flagOf(instruction, 'from')) return 'elsewhere';
  return instruction.heredocs.length > 0 ? 'heredoc' : 'context';
}

/** `./src/`, `/src` and `src` are the same in a context; the context itself is empty. */
function sourcePath(path: string | undefined): string | undefined {
  if (path === undefined || isRemote(path)) return path;
  const clean = posix.normalize(`/${path}`).slice(1).replace(/\/$/, '');
  return clean === '.' ? '' : clean;
}

/** ADD fetches these. */
export const isRemote = (source: string): boolean =>
  /^(?:https?|git|ssh):\/\/|^git@|\.git(?:#.*)?$/i.test(source);

/** A file of the context, and its path in the image. */
export interface CopiedFile extends ContextFile {
  /** Undefined: unknown. */
  readonly target: string | undefined;
}

/** The files that a COPY takes from the context, the same list where another one takes the same; undefined: nobody knows which. */
export function contextFiles({ context }: BuiltImage, copy: Copy): readonly ContextFile[] | undefined {
  const sources = contextSources(copy);
  return sources && context.copied(sources);
}

/** These files, and where they are in the image. */
export function copiedFiles({ context }: BuiltImage, copy: Copy): readonly CopiedFile[] | undefined {
  const found: CopiedFile[] = [];
  const sources = contextSources(copy);
  for (const path of (sources ?? []).flatMap((source) => context.matching(source))) {
    const files = context.filesBelow(path);
    if (!files) return undefined;
    const isFolder = context.kindOf(path) === 'folder';
    for (const file of files) found.push({ ...file, target: targetOf(file.path, path, isFolder, copy) });
  }
  return sources && found;
}

/** Undefined: some come from elsewhere, or are unknown. */
function contextSources({ from, sources }: Copy): readonly string[] | undefined {
  if (from !== 'context') return undefined;
  const known = sources.filter((source) => source !== undefined);
  return known.length === sources.length && !known.some(isRemote) ? known : undefined;
}

function targetOf(file: string, source: string, isFolder: boolean, { target }: Copy): string | undefined {
  if (target === undefined) return undefined;
  if (isFolder) return posix.join(target, posix.relative(source, file));
  return target.endsWith('/') ? posix.join(target, basename(file)) : target;
}

/** Whether the path is the folder, or in it. */
export const isWithin = (path: string, folder: string): boolean => {
  const clean = folder === '/' ? '' : withoutEndSlash(folder);
  return path === clean || path.startsWith(`${clean}/`);
};
