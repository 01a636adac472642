import { InternalError } from '../../diagnostics/internal-error.ts';
import type { StepId } from '../../model/ids.ts';
import type { OperationKind } from '../../model/operation.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Guard, Plan, Step } from '../../model/plan.ts';
import { hasPortRange } from '../scheduling/port-range.ts';
import { prioritiesOf } from '../scheduling/priority.ts';
import { PriorityLimiter } from '../scheduling/priority-limiter.ts';
import { AdaptiveSlotTimeout } from '../scheduling/slot-timeout.ts';
import { earlyReleasesIn } from '../steps/stop-container.ts';
import { watchContainers } from '../waits/container-watch.ts';
import type { ExecutionContext } from './execution-context.ts';
import { blockingOutcome, guardMet, outcomeOfBlocked, runStep } from './run-step.ts';

/** Where the engine is quickest, starting and stopping alike; more make it slower (see bench/README.md). */
const CALLS_AT_A_TIME = 6;
/** Downloads and builds wait for other machines, or fill this one: they queue by themselves. */
const LOADS_AT_A_TIME = 4;
const LOADS: ReadonlySet<OperationKind> = new Set([
  'pull-image',
  'build-image',
  'push-image',
  'publish-artifact',
  'prepare-model',
]);

/**
 * Runs a plan: every step as soon as its predecessors are done, or, where the step says so, are stops of containers that ignore
 * their signal. Decides nothing.
 *
 * Never rejects because of a step: how each ended is in the outcomes, in the order of the plan.
 * Error: EngineError when the plan has waits and the engine's events cannot be had; nothing has been started then.
 */
export async function executePlan(plan: Plan, context: ExecutionContext): Promise<readonly Outcome[]> {
  const { engine, signal } = context;
  const hasWaits = plan.steps.some(({ operation }) => operation.kind === 'wait-for');
  const watch = hasWaits ? await watchContainers(engine, plan.project) : undefined;
  const priorities = prioritiesOf(plan);
  const calls = new PriorityLimiter(context.limit ?? CALLS_AT_A_TIME);
  const loads = new PriorityLimiter(Math.min(LOADS_AT_A_TIME, context.limit ?? LOADS_AT_A_TIME));
  const slotTimeout = new AdaptiveSlotTimeout();
  const inPortOrder = oneAtATime();
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const recorded = new Map<StepId, Outcome>();
  const endings = new Map<StepId, Promise<void>>();
  const earlyReleases = earlyReleasesIn(plan);

  const run = async (step: Step): Promise<Outcome> => {
    await Promise.all(predecessors(step).map((id) => predecessorDone(step, id)));
    const blocking = blockingOutcome(step.after.flatMap((id) => pair(steps.get(id), recorded.get(id))));
    if (blocking) return outcomeOfBlocked(step.id, blocking);
    if (step.guard && !guardMet(step.guard, recorded)) return { status: 'skipped', step: step.id };
    const releaseSlot = await slotFor(step);
    try {
      if (signal.aborted) return { status: 'cancelled', step: step.id };
      context.emit({ type: 'step-started', step });
      return await runStep(step, {
        engine,
        signal,
        recorded,
        watch,
        slotTimeout,
        releaseSlot,
        releaseWaiting: earlyReleases.get(step.id)?.release,
        inPortOrder,
        publishesRange: (createdBy) => hasPortRange(steps.get(createdBy)?.operation),
        onProgress: (progress) => context.emit({ type: 'step-progress', step, progress }),
        warn: (message) => context.emit({ type: 'warning', message }),
      });
    } finally {
      // Not before the steps that this one makes possible have asked for a slot: see `prioritiesOf`.
      setImmediate(releaseSlot);
    }
  };

  const predecessorDone = ({ unlessDeaf }: Step, id: StepId): Promise<void> | undefined => {
    const early = unlessDeaf ? earlyReleases.get(id) : undefined;
    return early ? Promise.race([early.released, endings.get(id)]) : endings.get(id);
  };

  const slotFor = async ({ id, operation }: Step): Promise<() => void> => {
    // A wait costs the engine nothing.
    if (operation.kind === 'wait-for') return () => {};
    return (LOADS.has(operation.kind) ? loads : calls).acquire(priorities.get(id) ?? [0, 0, id]);
  };

  context.emit({ type: 'plan-started', plan });
  try {
    for (const step of plan.steps) {
      if (step.after.some((id) => !endings.has(id)))
        throw new InternalError(`step ${step.id} comes after a step that stands behind it`);
      const ending = run(step).then((outcome) => {
        recorded.set(step.id, outcome);
        context.emit({ type: 'step-ended', step, outcome });
      });
      endings.set(step.id, ending);
    }
    await Promise.all(endings.values());
  } finally {
    watch?.close();
  }
  const outcomes = plan.steps.flatMap(({ id }) => recorded.get(id) ?? []);
  context.emit({ type: 'plan-ended', plan, outcomes });
  return outcomes;
}

/** A guard looks at outcomes too, so they have to be there. */
function predecessors({ after, guard }: Step): readonly StepId[] {
  return [...after, ...(guard ? decidingSteps(guard) : [])];
}

function decidingSteps(guard: Guard): readonly StepId[] {
  return ['image' in guard ? guard.image : guard.source.step, ...(guard.or ?? []).flatMap(decidingSteps)];
}

function pair(step: Step | undefined, outcome: Outcome | undefined): readonly (readonly [Step, Outcome])[] {
  return step && outcome ? [[step, outcome]] : [];
}

/** Runs what it is given one after another. */
function oneAtATime(): <Result>(call: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (call) => {
    const result = last.then(call, call);
    last = result;
    return result;
  };
}
