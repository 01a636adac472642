import type { Source } from './source.ts';

/** Characters of a file and what to write instead: UTF-16 offsets, the end excluded. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A change of a file that mends a problem, and does nothing else. */
export interface Fix {
  readonly source: Source;
  readonly edits: readonly Edit[];
  /** Of a YAML file: what the edits come to, so that it can be tried. */
  readonly means?: YamlChange;
}

/** A change of what a YAML file says. */
export interface YamlChange {
  readonly document: number;
  readonly path: readonly (string | number)[];
  readonly change: MemberChange;
}

/** Values are YAML on one line. */
export type MemberChange =
  /** To the mapping at the path. */
  | { readonly kind: 'add'; readonly key: string; readonly value: string }
  /** What is at the path. */
  | { readonly kind: 'remove' }
  /** The list of names at the path becomes a mapping. */
  | { readonly kind: 'name-items'; readonly values: { readonly [name: string]: string } };

/** A text with edits, none of which touch one another. */
export function withEdits(text: string, edits: readonly Edit[]): string {
  let made = '';
  let last = 0;
  for (const { start, end, text: instead } of edits.toSorted((a, b) => a.start - b.start)) {
    made += text.slice(last, start) + instead;
    last = end;
  }
  return made + text.slice(last);
}
