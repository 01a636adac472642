import type { Problem } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';
import type { Path } from './tree.ts';

/**
 * The place of a value in a file: its path, not yet its characters. Most files are valid, and locating characters costs more than
 * everything else, so `locate/locate-findings.ts` does it only for problems that are shown.
 */
export type Place =
  | {
      readonly kind: 'path';
      readonly source: Source;
      /** The index of the document in a file with several (`---`). */
      readonly document: number;
      readonly path: Path;
      /** The name of the last member of the path, or its value. */
      readonly part: 'key' | 'value';
      /** Only these characters of the scalar's text. */
      readonly within?: readonly [start: number, end: number];
      /** The text that `within` counts in; if the file has another text (a variable), the whole scalar is marked. */
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
  /**
   * The service or resource that it is about. What several of them share (by an anchor, by `extends`) is wrong in each, and
   * told of the first.
   */
  readonly of?: Element;
}

export type Element = readonly [section: string, name: string];

/** The element that a way leads into; undefined: it leads to none. */
export function elementAt([section, name]: Path): Element | undefined {
  const isElement = typeof section === 'string' && SECTIONS.has(section) && typeof name === 'string';
  return isElement ? [section, name] : undefined;
}

const SECTIONS: ReadonlySet<string> = new Set(['services', 'networks', 'volumes', 'secrets', 'configs']);

/** Receives the findings of the phases. A phase continues after a finding, so that all problems are reported at once. */
export type Report = (finding: Finding) => void;
