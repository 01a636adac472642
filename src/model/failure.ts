import type { ProblemCode } from '../diagnostics/problem.ts';
import type { Span } from '../diagnostics/source.ts';
import type { UserErrorCode } from '../diagnostics/user-error.ts';
import type { OperationKind } from './operation.ts';
import type { FailureReport } from './wait-error.ts';

/** All that is told of something that went wrong, without secrets: the text and the JSON are made of this. */
export interface Failure {
  readonly severity: 'error' | 'warning';
  /** Absent: a bug of ours. */
  readonly code?: ProblemCode | UserErrorCode;
  /** The cause, one line. */
  readonly message: string;
  /** What was being done. Absent: it was found before, or behind, a plan. */
  readonly step?: {
    /** From 1 within the plan. */
    readonly number: number;
    readonly operation: OperationKind;
    /** `Container shop-db-1` */
    readonly label: string;
    /** `starting` */
    readonly doing: string;
  };
  readonly service?: string;
  readonly container?: string;
  /** From the service at the top, that nothing needs, to the one that broke. */
  readonly path: readonly string[];
  /** What is known of the container that others wait for, or that ended. */
  readonly report?: FailureReport;
  /** What the step of a build, or a hook, wrote at the end. */
  readonly output: readonly string[];
  /** Only where it adds to the message. */
  readonly engineSays?: string;
  /** What was not done because of it. */
  readonly blocked: readonly string[];
  /** The setting that may be wrong, or the line of the Dockerfile. */
  readonly at?: Span;
  readonly hint?: string;
}
