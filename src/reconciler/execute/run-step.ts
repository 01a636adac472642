import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { StepId } from '../../model/ids.ts';
import { dispatch, type OperationKind } from '../../model/operation.ts';
import type { Outcome } from '../../model/outcome.ts';
import { type Guard, isUndo, type Step } from '../../model/plan.ts';
import { isSameImage } from '../../planner/swarm/image-text.ts';
import { imageOf, MissingResult, pinnedOf, type Recorded, variablesOf } from '../steps/results.ts';
import type { StepContext } from '../steps/step-context.ts';
import { HANDLERS } from './handlers.ts';

/** These end when they are interrupted, and leave nothing half done; all other calls are finished. */
const ENDS_ON_INTERRUPT: ReadonlySet<OperationKind> = new Set([
  'await-tasks',
  'move-tasks',
  'wait-for',
  'pause-update',
  'drain-container',
  'exec-hook',
  'run-hook',
  'run-provider',
  'prepare-model',
  'pull-image',
  'build-image',
  'push-image',
  'share-image',
  'load-image',
  'publish-artifact',
  'copy-volume',
  'write-backup',
  'restore-volume',
  'restore-dump',
]);

/** In a plan, they may fail where somebody else uses what is to go. */
const REMOVALS: ReadonlySet<OperationKind> = new Set([
  'remove-container',
  'remove-network',
  'remove-volume',
  'remove-image',
]);

/**
 * The step of the plan that keeps this one from starting, if any; an optional one never does, nor one whose failure this one
 * tolerates. What undoes the work of steps that failed waits only for others of its kind.
 */
export function blockingOutcome(
  step: Step,
  before: readonly (readonly [Step, Outcome])[],
): Outcome | undefined {
  const tolerated = new Set(step.tolerates);
  const required = before
    // After Ctrl-C nothing is waited for, on the way back neither.
    .filter(
      ([other, { status }]) =>
        !other.optional && (!isUndo(step) || (isUndo(other) && status !== 'cancelled')),
    )
    .map(([, outcome]) => outcome)
    .filter((outcome) => !tolerated.has(outcome.status === 'blocked' ? outcome.by : outcome.step));
  return (
    required.find(({ status }) => status === 'failed' || status === 'blocked') ??
    required.find(({ status }) => status === 'cancelled')
  );
}

/** Whether a guarded step has to be run: decided by what the image step recorded, and by nothing else. */
export function guardMet(guard: Guard, recorded: Recorded): boolean {
  if (isMet(guard, recorded)) return true;
  return guard.or?.some((other) => guardMet(other, recorded)) ?? false;
}

function isMet(guard: Guard, recorded: Recorded): boolean {
  if ('failed' in guard) {
    const { failed, orCancelled = false, did } = guard;
    const isDone = did === undefined || recorded.get(did)?.status === 'done';
    return isDone && failed.some((step) => hasFailed(recorded.get(step), orCancelled));
  }
  if ('image' in guard) {
    const made = imageOf({ madeBy: guard.image }, recorded);
    return made !== undefined && made !== guard.differsFrom;
  }
  if ('pinned' in guard) {
    const told = pinnedOf(guard.pinned, recorded);
    return told !== undefined && !isSameImage(told.text, guard.differsFrom);
  }
  const variables = variablesOf(guard.source, recorded);
  if (!variables) return false;
  const differs = ([name, value]: readonly [string, string]): boolean =>
    guard.has.get(name)?.reveal() !== value;
  return [...variables].some(differs) || guard.gave.some((name) => !variables.has(name));
}

const hasFailed = (outcome: Outcome | undefined, orCancelled: boolean): boolean =>
  outcome?.status === 'failed' || (orCancelled && outcome?.status === 'cancelled');

/** How a step ends that cannot start because of `cause`. Names the step that broke, not the last link of the chain. */
export function outcomeOfBlocked(step: StepId, cause: Outcome): Outcome {
  if (cause.status === 'cancelled') return { status: 'cancelled', step };
  return { status: 'blocked', step, by: cause.status === 'blocked' ? cause.by : cause.step };
}

/** Acts once and reports. A failure travels as a value, so nothing behind it can start. */
export async function runStep(step: Step, context: StepContext): Promise<Outcome> {
  const { id, operation } = step;
  try {
    return { status: 'done', step: id, made: await dispatch(HANDLERS, operation, context) };
  } catch (error) {
    // What was never made needs no undoing.
    if (error instanceof MissingResult && isUndo(step)) return { status: 'skipped', step: id };
    if (error instanceof MissingResult) return { status: 'blocked', step: id, by: error.step };
    if (context.signal.aborted && ENDS_ON_INTERRUPT.has(operation.kind))
      return { status: 'cancelled', step: id };
    return {
      status: 'failed',
      step: id,
      error: error instanceof Error ? error : new Error(String(error)),
      ...(REMOVALS.has(operation.kind) && isBreakdown(error) ? { isUnexplained: true } : {}),
    };
  }
}

/** The engine did not refuse: it broke, or gave no answer. */
const isBreakdown = (error: unknown): boolean =>
  error instanceof EngineError &&
  error.code !== 'in-use' &&
  (error.status === undefined || error.status >= 500);
