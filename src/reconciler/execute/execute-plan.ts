import { InternalError } from '../../diagnostics/internal-error.ts';
import type { StepId } from '../../model/ids.ts';
import { isWait, type OperationKind } from '../../model/operation.ts';
import type { Outcome } from '../../model/outcome.ts';
import { type Guard, isUndo, type Plan, type Step } from '../../model/plan.ts';
import { PacedWriter } from '../../util/paced-writer.ts';
import { Holds } from '../hold/holds.ts';
import { hasPortRange } from '../scheduling/port-range.ts';
import { type Priority, prioritiesOf } from '../scheduling/priority.ts';
import { PriorityLimiter, type ReleaseSlot } from '../scheduling/priority-limiter.ts';
import { AdaptiveSlotTimeout } from '../scheduling/slot-timeout.ts';
import type { StepContext } from '../steps/step-context.ts';
import { earlyReleasesIn } from '../steps/stop-container.ts';
import { type ContainerWatch, watchContainers } from '../waits/container-watch.ts';
import type { ExecutionContext } from './execution-context.ts';
import { FinalWaitsOfPlan } from './final-waits.ts';
import { blockingOutcome, guardMet, outcomeOfBlocked, runStep } from './run-step.ts';

/** Where the engine is quickest, starting and stopping alike; more make it slower (see bench/README.md). */
const CALLS_AT_A_TIME = 6;
/** Downloads and builds wait for other machines, or fill this one: they queue by themselves. */
const LOADS_AT_A_TIME = 4;
const LOADS: ReadonlySet<OperationKind> = new Set([
  'pull-image',
  'build-image',
  'push-image',
  'share-image',
  'load-image',
  'publish-artifact',
  'prepare-model',
  'copy-volume',
  'write-backup',
  'restore-volume',
  'restore-dump',
]);

/**
 * Runs a plan: every step as soon as its predecessors are done, or, where the step says so, are stops of containers that ignore
 * their signal. Decides nothing.
 *
 * Never rejects because of a step: how each ended is in the outcomes, in the order of the plan.
 * Error: EngineError when the plan has waits and the engine's events cannot be had; nothing has been started then.
 */
export async function executePlan(plan: Plan, context: ExecutionContext): Promise<readonly Outcome[]> {
  const hasWaits = plan.steps.some(({ operation }) => operation.kind === 'wait-for');
  const watch = hasWaits ? await watchContainers(context.engine, plan.project) : undefined;
  const run = new PlanRun(plan, context, watch);
  context.emit({ type: 'plan-started', plan });
  try {
    await run.runAll();
  } finally {
    watch?.close();
  }
  const outcomes = plan.steps.flatMap(({ id }) => run.outcomes.get(id) ?? []);
  context.emit({ type: 'plan-ended', plan, outcomes });
  return outcomes;
}

/** One run of a plan: which steps have ended, and how. */
class PlanRun {
  /** Of the steps that have ended. */
  readonly outcomes = new Map<StepId, Outcome>();
  readonly #plan: Plan;
  readonly #context: ExecutionContext;
  readonly #watch: ContainerWatch | undefined;
  readonly #steps: ReadonlyMap<StepId, Step>;
  readonly #endings = new Map<StepId, Promise<void>>();
  readonly #priorities: ReadonlyMap<StepId, Priority>;
  readonly #calls: PriorityLimiter;
  readonly #loads: PriorityLimiter;
  readonly #slotTimeout = new AdaptiveSlotTimeout();
  readonly #finalWaits: FinalWaitsOfPlan;
  readonly #queues = new Map<string, Queue>();
  readonly #earlyReleases: ReturnType<typeof earlyReleasesIn>;
  readonly #holds = new Holds();
  readonly #progress: PacedWriter;

  constructor(plan: Plan, context: ExecutionContext, watch: ContainerWatch | undefined) {
    this.#plan = plan;
    this.#context = context;
    this.#watch = watch;
    this.#steps = new Map(plan.steps.map((step) => [step.id, step]));
    this.#priorities = prioritiesOf(plan);
    this.#calls = new PriorityLimiter(context.limit ?? CALLS_AT_A_TIME);
    this.#loads = new PriorityLimiter(Math.min(LOADS_AT_A_TIME, context.limit ?? LOADS_AT_A_TIME));
    this.#earlyReleases = earlyReleasesIn(plan);
    this.#finalWaits = new FinalWaitsOfPlan(plan);
    this.#progress = new PacedWriter(context.impatient ?? context.signal);
  }

  async runAll(): Promise<void> {
    for (const step of this.#plan.steps) {
      if (step.after.some((id) => !this.#endings.has(id)))
        throw new InternalError(`step ${step.id} comes after a step that stands behind it`);
      this.#endings.set(step.id, this.#runToEnd(step));
    }
    try {
      await Promise.all(this.#endings.values());
    } finally {
      await this.#holds.releaseAll();
    }
  }

  async #runToEnd(step: Step): Promise<void> {
    const outcome = await this.#run(step);
    this.outcomes.set(step.id, outcome);
    this.#finalWaits.met(step.id);
    this.#context.emit({ type: 'step-ended', step, outcome });
  }

  async #run(step: Step): Promise<Outcome> {
    await Promise.all(predecessors(step).map((id) => this.#predecessorDone(step, id)));
    const before = step.after.flatMap((id) => pair(this.#steps.get(id), this.outcomes.get(id)));
    const blocking = blockingOutcome(step, before);
    if (blocking) return outcomeOfBlocked(step.id, blocking);
    if (step.guard && !guardMet(step.guard, this.outcomes)) return { status: 'skipped', step: step.id };
    const releaseSlot = await this.#slotFor(step);
    try {
      if (this.#context.signal.aborted && !completesStart(step) && !isUndo(step))
        return { status: 'cancelled', step: step.id };
      this.#context.emit({ type: 'step-started', step });
      return await runStep(step, this.#contextOf(step, releaseSlot));
    } finally {
      // Not before the steps that this one makes possible have asked for a slot: see `prioritiesOf`.
      setImmediate(releaseSlot);
    }
  }

  #predecessorDone({ unlessDeaf }: Step, id: StepId): Promise<void> | undefined {
    const early = unlessDeaf ? this.#earlyReleases.get(id) : undefined;
    const ending = this.#endings.get(id);
    return early ? Promise.race([early.released, ending]) : ending;
  }

  async #slotFor({ id, operation }: Step): Promise<ReleaseSlot> {
    // A wait costs the engine nothing.
    if (isWait(operation)) return () => {};
    const limiter = LOADS.has(operation.kind) ? this.#loads : this.#calls;
    return limiter.acquire(this.#priorities.get(id) ?? [0, 0, id]);
  }

  #queueOf(name: string): Queue {
    const queue = this.#queues.get(name) ?? oneAtATime();
    this.#queues.set(name, queue);
    return queue;
  }

  #contextOf(step: Step, releaseSlot: ReleaseSlot): StepContext {
    const context = this.#context;
    return {
      engine: context.engine,
      openNode: context.openNode,
      project: this.#plan.project,
      signal: context.signal,
      givenUp: context.givenUp,
      recorded: this.outcomes,
      watch: this.#watch,
      finalWaits: this.#finalWaits.of(step.id),
      slotTimeout: this.#slotTimeout,
      releaseSlot,
      releaseWaiting: this.#earlyReleases.get(step.id)?.release,
      inOrder: (queue, call) => this.#queueOf(queue)(call),
      publishesRange: (createdBy) => hasPortRange(this.#steps.get(createdBy)?.operation),
      keepHold: (hold) => this.#holds.keep(step.id, hold),
      holdOf: (id) => this.#holds.of(id),
      releaseHold: (id) => this.#holds.release(id),
      onProgress: (progress) =>
        this.#progress.write(() => context.emit({ type: 'step-progress', step, progress })),
      warn: (message) => context.emit({ type: 'warning', message }),
    };
  }
}

/** A container that has been started gets its hooks all the same: nobody could tell later that they are missing. */
const completesStart = ({ operation }: Step): boolean =>
  operation.kind === 'exec-hook' && operation.hook === 'post_start' && !operation.mayHaveEnded;

/** A guard looks at outcomes too, so they have to be there. */
function predecessors({ after, guard }: Step): readonly StepId[] {
  return [...after, ...(guard ? decidingSteps(guard) : [])];
}

function decidingSteps(guard: Guard): readonly StepId[] {
  if ('failed' in guard) return [...guard.failed, ...(guard.did === undefined ? [] : [guard.did])];
  return [
    'image' in guard ? guard.image : 'pinned' in guard ? guard.pinned : guard.source.step,
    ...(guard.or ?? []).flatMap(decidingSteps),
  ];
}

function pair(step: Step | undefined, outcome: Outcome | undefined): readonly (readonly [Step, Outcome])[] {
  return step && outcome ? [[step, outcome]] : [];
}

/** Runs what it is given one after another. */
type Queue = <Result>(call: () => Promise<Result>) => Promise<Result>;

function oneAtATime(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (call) => {
    const result = last.then(call, call);
    last = result;
    return result;
  };
}
