import { keepApplied } from '../cli/applied/keep-applied.ts';
import { secretHider } from '../cli/failures/known-secrets.ts';
import { recordUpdates } from '../cli/find/update-record.ts';
import type { UserError } from '../diagnostics/user-error.ts';
import { hasFailed, type Outcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { executePlan } from '../reconciler/execute/execute-plan.ts';
import { preflight as findObstacles } from '../reconciler/preflight/preflight.ts';
import { describeFailure } from '../ui/errors/describe-failure.ts';
import { failuresOf } from '../ui/errors/failures-of.ts';
import { type ApplyEvent, applyEventsOf } from './apply-events.ts';
import { type ApplyFailure, publicFailure } from './apply-failure.ts';
import { holdProject } from './hold-project.ts';
import type { ProjectPlan } from './plan.ts';
import { requireAmount } from './require-amount.ts';

export interface ApplyOptions {
  readonly onEvent?: (event: ApplyEvent) => void;
  /** Aborted: nothing new begins, and waits end. Calls on their way are finished, so that nothing is left half done. */
  readonly signal?: AbortSignal;
  /**
   * How long another gantry may keep the project, in milliseconds; 0: not at all. Default: ten minutes. The plan is refused
   * when the other one changed something.
   */
  readonly lockTimeoutMs?: number;
  /** Engine calls at a time that change something. */
  readonly parallel?: number;
}

export interface ApplyResult {
  /**
   * `done`: all of it. `refused`: something stood in the way, and nothing was touched. `failed`: a step failed; those
   * that do not need it were done. `cancelled`: by the signal.
   */
  readonly status: 'done' | 'refused' | 'failed' | 'cancelled';
  /** What went wrong. When `status` is `done`: what the plan could do without, as warnings. */
  readonly failures: readonly ApplyFailure[];
}

/** Finds what stands in the way of a plan: taken ports and names, missing files. Changes nothing. `apply` does it too. */
export async function preflight(projectPlan: ProjectPlan): Promise<readonly ApplyFailure[]> {
  const { engine, observed, plan, project } = projectPlan.planned;
  if (plan.steps.length === 0) return [];
  const obstacles = await findObstacles(plan, project, observed, engine);
  return obstacles.map((error) => failureOf(project, error));
}

const failureOf = (project: Project, error: UserError): ApplyFailure =>
  publicFailure(project, secretHider(project))(describeFailure(error));

/**
 * Runs a plan. A step that fails is no error: it is in the result.
 *
 * Error: UserError when the engine cannot be reached before anything has begun, and `bad-usage` for an option that makes no
 *   sense. Whatever `onEvent` throws, once the plan has ended.
 */
export async function apply(projectPlan: ProjectPlan, options: ApplyOptions = {}): Promise<ApplyResult> {
  const { planned } = projectPlan;
  const { parallel, signal = new AbortController().signal } = options;
  requireAmount('parallel', parallel, 1);
  requireAmount('lockTimeoutMs', options.lockTimeoutMs, 0);
  const lock = await holdProject(planned, options.lockTimeoutMs, signal);
  if (lock.kind === 'cancelled') return { status: 'cancelled', failures: [] };
  if (lock.kind === 'refused')
    return { status: 'refused', failures: [failureOf(planned.project, lock.error)] };
  let isSettled = false;
  try {
    const result = await applyAlone(projectPlan, options);
    isSettled = result.status === 'done';
    return result;
  } finally {
    await lock.release(isSettled);
  }
}

/** While nobody else changes the project. */
async function applyAlone(projectPlan: ProjectPlan, options: ApplyOptions): Promise<ApplyResult> {
  const { environment, planned } = projectPlan;
  const { parallel, onEvent, signal = new AbortController().signal } = options;
  const obstacles = await preflight(projectPlan);
  if (obstacles.length > 0) return { status: 'refused', failures: obstacles };
  recordUpdates(environment, planned.plan, planned.observed);
  const hide = secretHider(planned.project);
  // A listener that throws must not leave a plan half run: it gets no further event, and its error comes at the end.
  let broken: { readonly error: unknown } | undefined;
  const outcomes = await executePlan(planned.plan, {
    engine: planned.engine,
    signal,
    emit: (event) => {
      if (!onEvent || broken) return;
      try {
        for (const shown of applyEventsOf(event, hide)) onEvent(shown);
      } catch (error) {
        broken = { error };
      }
    },
    ...(parallel !== undefined && { limit: parallel }),
  });
  const status = statusOf(planned.plan, outcomes, signal);
  if (status === 'done') await keepApplied({ environment }, planned);
  if (broken) throw broken.error;
  const toFailure = publicFailure(planned.project, hide);
  return { status, failures: failuresOf(planned.plan, outcomes).map(toFailure) };
}

function statusOf({ steps }: Plan, outcomes: readonly Outcome[], signal: AbortSignal): ApplyResult['status'] {
  if (hasFailed(steps, outcomes)) return 'failed';
  return signal.aborted ? 'cancelled' : 'done';
}
