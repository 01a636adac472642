/**
 * gantry as a library: read a project, plan, show the plan, and run it. docs/library.md shows how.
 *
 * Members may be added to what is exported here; those that are there keep their meaning.
 */

export { type Hint, hintText } from './diagnostics/hint.ts';
export type { Problem, ProblemCode } from './diagnostics/problem.ts';
export { type Position, positionOf, type Source, type Span, showPlace } from './diagnostics/source.ts';
export { SpecError } from './diagnostics/spec-error.ts';
export { UserError, type UserErrorCode } from './diagnostics/user-error.ts';
export { type ApplyOptions, type ApplyResult, apply, preflight } from './library/apply.ts';
export type { ApplyEvent } from './library/apply-events.ts';
export type { ApplyFailure } from './library/apply-failure.ts';
export { type EngineConnection, type EngineOptions, openEngine } from './library/engine-connection.ts';
export type { Variables } from './library/environment.ts';
export { type LoadedProject, type LoadFilesOptions, loadFiles } from './library/load-files.ts';
export { observe, type ProjectContainer, type PublishedPort } from './library/observe.ts';
export {
  type DownOptions,
  type ProjectPlan,
  planDown,
  planToJson,
  planUp,
  type ShowOptions,
  showPlan,
  type UpOptions,
} from './library/plan.ts';
export type { Json } from './model/json.ts';
