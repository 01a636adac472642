import type { InputRole } from '../model/affected.ts';
import type { Changes, FileChange } from './changes.ts';

/** A file or a folder that a service is made of. */
export interface Input {
  readonly role: InputRole;
  /** Absolute. */
  readonly path: string;
  /** Which of the paths below it count, relative and with `/`. Default: all. */
  readonly counts?: (below: string) => boolean;
}

/** Where a path really is: its folder without links, and where it leads itself. */
export type Locate = (path: string) => readonly string[];

/** More files say nothing more to a reader. */
export const MOST_FILES = 5;

/** @returns the changed files that count, at most one more than `MOST_FILES` */
export function matchInput(input: Input, changes: Changes, locate: Locate): readonly FileChange[] {
  const found: FileChange[] = [];
  for (const path of locate(input.path)) {
    const one = changes.at(path) ?? changes.above(path);
    if (one) found.push(one);
    for (const change of changes.below(path)) {
      if (found.length > MOST_FILES) return found;
      if (input.counts?.(change.path.slice(path.length + 1)) ?? true) found.push(change);
    }
  }
  return found;
}
