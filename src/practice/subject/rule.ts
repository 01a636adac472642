import type { Edit, MemberChange } from '../../diagnostics/fix.ts';
import type { PracticeRule } from '../../diagnostics/practice-rules.ts';
import type { ProblemCode } from '../../diagnostics/problem.ts';
import type { Path } from '../../spec/tree/tree.ts';
import type { Range } from '../dockerfile/dockerfile.ts';
import type { BuiltImage, Subject, Use } from './subject.ts';

/** How much a finding of a rule matters; `off`: the rule is not asked. */
type Level = 'off' | 'info' | 'warning' | 'error';

/** One piece of what practice knows. docs/check.md has a section for each, with the reason. */
export interface Rule {
  readonly levels: { readonly [U in Use]: Level };
  /** The set of rules that it came with. Absent: the first. */
  readonly since?: number;
  readonly look: (subject: Subject) => Iterable<RuleFinding>;
  /**
   * For what most projects have: one problem for all services, at the first of them.
   *
   * @param names at least two, as a list for people
   */
  readonly together?: (names: string, count: number) => string;
}

export interface RuleFinding {
  readonly at: Spot;
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string;
  /** The service that it is about; a finding in a Dockerfile is about all that are built with it. */
  readonly service?: string;
  /** If it matters more or less than other findings of the rule. */
  readonly level?: Exclude<Level, 'off'>;
  /** A warning of loading at this place that the finding says better. */
  readonly replaces?: ProblemCode;
  /** It only takes that warning back. */
  readonly isRetraction?: boolean;
  /** What mends it, where nothing else changes by it. */
  readonly remedy?: Remedy;
}

/** Edits of the Dockerfile, or a change of what is at a path of the merged files. */
export type Remedy =
  | { readonly kind: 'edits'; readonly image: BuiltImage; readonly edits: readonly Edit[] }
  | { readonly kind: 'member'; readonly path: Path; readonly change: MemberChange };

export type Spot =
  | { readonly kind: 'compose'; readonly path: Path; readonly part: 'key' | 'value' }
  | { readonly kind: 'dockerfile'; readonly image: BuiltImage; readonly range: Range };

export const atValue = (...path: Path): Spot => ({ kind: 'compose', path, part: 'value' });

export const atKey = (...path: Path): Spot => ({ kind: 'compose', path, part: 'key' });

export const inDockerfile = (image: BuiltImage, { start, end }: Range): Spot => ({
  kind: 'dockerfile',
  image,
  range: { start, end },
});

export const editsIn = (image: BuiltImage, edits: readonly Edit[]): Remedy => ({
  kind: 'edits',
  image,
  edits,
});

export const changeOf = (path: Path, change: MemberChange): Remedy => ({ kind: 'member', path, change });

/** A finding of a rule that was asked. */
export interface PracticeFinding extends RuleFinding {
  readonly rule: PracticeRule;
  readonly level: Exclude<Level, 'off'>;
}
