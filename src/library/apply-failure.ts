import { hintText } from '../diagnostics/hint.ts';
import { dependencyPath } from '../model/dependency-path.ts';
import type { Failure } from '../model/failure.ts';
import type { Project } from '../model/project.ts';

/** Something that stood in the way of a plan, or that went wrong in it. Secrets of the project are dots. */
export interface ApplyFailure {
  /** A `warning` is a step that the plan could do without. */
  readonly severity: 'error' | 'warning';
  /** What to match on; each is explained in docs/errors.md. Absent: a bug of gantry. */
  readonly code?: string;
  /** The cause, one line. */
  readonly message: string;
  /** What to try, as a command of gantry where there is one. */
  readonly hint?: string;
  /** From 1 within the plan. Absent: nothing had begun. */
  readonly step?: number;
  /** What could not be done: `Container shop-db-1`. Absent: nothing had begun. */
  readonly resource?: string;
  readonly service?: string;
  readonly container?: string;
  /** From a service that nothing needs to the one that broke. */
  readonly path: readonly string[];
  /** The end of what the container, the build or the hook wrote. */
  readonly output: readonly string[];
  /** What was not done because of it: `Container shop-web-1`. */
  readonly blocked: readonly string[];
}

/**
 * Makes failures public: without what only gantry itself can use.
 *
 * @internal
 * @param hide takes the secrets of the project out of a text
 */
export function publicFailure(
  project: Project,
  hide: (text: string) => string,
): (failure: Failure) => ApplyFailure {
  return ({ severity, code, message, hint, step, service, container, output, report, blocked }) => ({
    severity,
    ...(code !== undefined && { code }),
    message: hide(message),
    ...(hint !== undefined && { hint: hide(hintText(hint)) }),
    ...(step && { step: step.number, resource: step.label }),
    ...(service !== undefined && { service }),
    ...(container !== undefined && { container }),
    path:
      service !== undefined && project.services.has(service)
        ? dependencyPath(project, service, report?.waiter)
        : [],
    output: (report?.lastLines ?? output).map(hide),
    blocked,
  });
}
