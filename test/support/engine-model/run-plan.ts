import type { ContainerRef } from '../../../src/model/container-ref.ts';
import type { ContainerId, ImageId, StepId } from '../../../src/model/ids.ts';
import type { ImageRef } from '../../../src/model/image-ref.ts';
import { dispatch } from '../../../src/model/operation.ts';
import type { Guard, Plan, Step } from '../../../src/model/plan.ts';
import { stop } from './engine-calls.ts';
import { copyOf, Refusal, type World } from './objects.ts';
import { type Made, OPERATIONS, type Surroundings } from './operate.ts';

export interface RunOptions {
  /** Stops for good after so many steps. */
  readonly steps?: number;
  /** This one, counted from 0 in the order in which they are run, fails. What does not come after it is done. */
  readonly fails?: number;
  /** Chooses the order among those that the plan allows: two runs with the same number are the same. Absent: as written. */
  readonly order?: number;
  /** Looks at the engine before each step. */
  readonly watch?: (step: Step, world: World) => void;
}

/**
 * Runs a plan on a copy of the world, one step at a time.
 *
 * Error: Refusal when the engine refuses what is not optional.
 */
export function runPlan(before: World, plan: Plan, options: RunOptions = {}): World {
  const run = new Run(copyOf(before));
  const next = pickerOf(options.order);
  const waiting = [...plan.steps];
  for (let count = 0; waiting.length > 0 && count < (options.steps ?? Number.POSITIVE_INFINITY); count += 1) {
    const ready = waiting.filter((step) => run.isReady(step));
    const step = ready[next(ready.length)];
    if (!step) throw new Error(`no step can be run of ${waiting.map(({ id }) => id).join(', ')}`);
    waiting.splice(waiting.indexOf(step), 1);
    options.watch?.(step, run.world);
    run.step(step, count === options.fails);
  }
  return run.world;
}

/** A row of numbers that look like chance (Park and Miller). @returns one below what it is asked with. */
function pickerOf(seed: number | undefined): (below: number) => number {
  let state = ((seed ?? 0) % 2147483646) + 1;
  return (below) => {
    if (seed === undefined) return 0;
    state = (state * 48271) % 2147483647;
    return state % Math.max(1, below);
  };
}

class Run implements Surroundings {
  readonly world: World;
  make: (made: Made) => void = () => {};
  readonly #made = new Map<StepId, Made>();
  readonly #skipped = new Set<StepId>();
  readonly #stuck = new Set<StepId>();
  readonly #ended = new Set<StepId>();

  constructor(world: World) {
    this.world = world;
  }

  isReady({ after, guard }: Step): boolean {
    return [...after, ...(guard ? decidedBy(guard) : [])].every((id) => this.#ended.has(id));
  }

  step(step: Step, fails: boolean): void {
    const { id, operation, after, guard, optional } = step;
    this.#ended.add(id);
    if (after.some((before) => this.#stuck.has(before))) this.#stick(step);
    else if (guard && !this.#isMet(guard)) this.#skipped.add(id);
    else if (fails) {
      // Whoever starts it next runs the hook again.
      if (operation.kind === 'exec-hook' && operation.hook === 'post_start' && !operation.mayHaveEnded)
        stop(this.world, this.idOf(operation.container));
      this.#stick(step);
    } else
      try {
        this.make = (made) => this.#made.set(id, made);
        dispatch(OPERATIONS, operation, this);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (!optional) throw new Refusal(`step ${id} (${operation.kind}): ${error.message}`);
        this.#stick(step);
      }
  }

  /** What comes after an optional step goes on, whatever became of it. */
  #stick({ id, optional }: Step): void {
    if (!optional) this.#stuck.add(id);
  }

  idOf = (ref: ContainerRef): ContainerId => {
    if ('id' in ref) return ref.id;
    const id = this.#skipped.has(ref.createdBy) ? ref.otherwise : this.#made.get(ref.createdBy)?.container;
    if (id === undefined) throw new Refusal(`step ${ref.createdBy} made no container`);
    return id;
  };

  imageOf = (ref: ImageRef): ImageId => {
    if ('id' in ref) return ref.id;
    const id = this.#made.get(ref.madeBy)?.image;
    if (id === undefined) throw new Refusal(`step ${ref.madeBy} made no image`);
    return id;
  };

  #isMet(guard: Guard): boolean {
    const own = 'image' in guard && this.#made.get(guard.image)?.image !== guard.differsFrom;
    return own || (guard.or?.some((other) => this.#isMet(other)) ?? false);
  }
}

const decidedBy = (guard: Guard): readonly StepId[] => [
  ...('image' in guard ? [guard.image] : []),
  ...(guard.or ?? []).flatMap(decidedBy),
];
