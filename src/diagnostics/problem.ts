import type { Fix } from './fix.ts';
import type { PracticeRule } from './practice-rules.ts';
import type { Span } from './source.ts';
import type { UserErrorCode } from './user-error.ts';

/** docs/errors.md explains every code, and a test compares it with this list. */
export const PROBLEM_CODES = [
  // finding and reading files
  'no-compose-file',
  'file-not-found',
  'file-unreadable',
  'empty-file',
  'yaml-syntax',
  'duplicate-key',
  'not-a-mapping',
  'env-file-not-found',
  'env-file-syntax',
  // variables
  'bad-interpolation',
  'missing-variable',
  'unset-variable',
  // shape
  'unknown-attribute',
  'wrong-type',
  'missing-attribute',
  'bad-value',
  'duplicate-item',
  'merge-conflict',
  // meaning
  'bad-project-name',
  'no-service',
  'no-image-or-build',
  'unknown-service',
  'unknown-dependency',
  'dependency-cycle',
  'disabled-dependency',
  'unknown-network',
  'unknown-volume',
  'unknown-secret',
  'unknown-config',
  'unknown-model',
  'conflicting-attributes',
  'duplicate-target',
  'duplicate-container-name',
  'obsolete-attribute',
  'no-effect',
  'no-healthcheck',
  'open-port',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

type Severity = 'error' | 'warning' | 'info';

/** A mistake, or a likely one, in the user's files: what is wrong, where, and what to write instead. */
export interface Problem {
  /** Callers match on this, not on the text. */
  readonly code: ProblemCode | UserErrorCode | PracticeRule;
  /** `info`: good to know; only `check` reports such. */
  readonly severity: Severity;
  readonly message: string;
  /** Absent: the problem has no place in a file (there is no file, or a flag is wrong). */
  readonly at?: Span;
  readonly hint?: string;
  /** What mends it without anybody having to think. */
  readonly fixes?: readonly Fix[];
}
