import type { Problem } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';
import type { Path } from './tree.ts';

/**
 * Where a value stands in a file: the way to it, not yet the characters. Most files are right, and finding
 * characters costs more than everything else, so it is done only for what is shown (`locate.ts`).
 */
export type Place =
  | {
      readonly kind: 'path';
      readonly source: Source;
      /** Position of the document in a file with several (`---`). */
      readonly document: number;
      readonly path: Path;
      /** The name of the last member of the path, or its value. */
      readonly part: 'key' | 'value';
      /** Only these characters of the scalar's text. */
      readonly within?: readonly [start: number, end: number];
      /** The text that `within` counts in; where the file has another one (a variable), the whole scalar is meant. */
      readonly of?: string;
    }
  | { readonly kind: 'span'; readonly source: Source; readonly start: number; readonly end: number }
  /**
   * The YAML itself is wrong. The finding stands for everything the explaining parser finds in the file, and is
   * shown itself, near `offset`, only where that parser finds nothing.
   */
  | { readonly kind: 'yaml'; readonly source: Source; readonly offset: number };

/** A problem whose place is not located yet. */
export interface Finding extends Omit<Problem, 'at'> {
  readonly place?: Place;
}

/** Where the phases put what they find; a phase goes on after a finding so that all problems come at once. */
export type Report = (finding: Finding) => void;
