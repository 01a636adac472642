import type { Hint } from '../diagnostics/hint.ts';
import type { ProblemCode } from '../diagnostics/problem.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Concern, UserErrorCode } from '../diagnostics/user-error.ts';
import type { OperationKind } from './operation.ts';
import type { DependencyCondition } from './service-spec.ts';
import type { FailureReport } from './wait-error.ts';

/** A condition that keeps a service from starting. */
export interface UnmetDependency {
  readonly service: string;
  readonly condition: DependencyCondition;
  /** Of its container: `unhealthy`, `exited (1)`; or `missing`. */
  readonly state: string;
}

/** One failure as the user sees it, without secrets. Text and JSON are made from it. */
export interface Failure {
  readonly severity: 'error' | 'warning';
  /** Absent: a bug of ours. */
  readonly code?: ProblemCode | UserErrorCode;
  /** The cause, one line. */
  readonly message: string;
  /** The failed step. Absent: the failure was found before or after a plan. */
  readonly step?: {
    /** Counted from 1 within the plan. */
    readonly number: number;
    readonly operation: OperationKind;
    /** `Container shop-db-1` */
    readonly label: string;
    /** `starting` */
    readonly doing: string;
  };
  readonly service?: string;
  readonly container?: string;
  /** From a service that no other service needs to the one that failed. */
  readonly path: readonly string[];
  /** Details of the container that others wait for, or that ended. */
  readonly report?: FailureReport;
  /** Why its service was not started. Absent: not known, or it was. */
  readonly awaits?: readonly UnmetDependency[];
  /** The last lines of output of a build step or a hook. */
  readonly output: readonly string[];
  /** What looks like an error in the output before these lines. */
  readonly firstErrors: readonly string[];
  /** The file with all that a build wrote. */
  readonly log?: string;
  /** The text of the engine, if it adds to the message. */
  readonly engineSays?: string;
  /** Resources that were not changed because of it. */
  readonly blocked: readonly string[];
  /** The setting that may be wrong, or the line of the Dockerfile. */
  readonly at?: Span;
  readonly hint?: Hint;
}

/** A failure that the files and the engine have not been asked about yet: with what they are asked by. */
export interface ReportedFailure extends Failure {
  /** What in the files it may be about. */
  readonly about?: Concern;
  /** Whose fields tell more than its message. */
  readonly error?: Error;
}
