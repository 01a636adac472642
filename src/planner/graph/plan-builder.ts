import { InternalError } from '../../diagnostics/internal-error.ts';
import { type StepId, stepId } from '../../model/ids.ts';
import type { Operation } from '../../model/operation.ts';
import {
  type Cause,
  type Guard,
  isUndo,
  type LostSetting,
  type Plan,
  type Resource,
  type Step,
  type Withheld,
} from '../../model/plan.ts';
import type { ServiceUpdate } from '../../model/service-update.ts';

const NEARBY = 200;

export interface NewStep {
  readonly operation: Operation;
  readonly cause: Cause;
  readonly after?: Iterable<StepId>;
  readonly guard?: Guard | undefined;
  readonly optional?: boolean | undefined;
  readonly unlessDeaf?: boolean | undefined;
  readonly tolerates?: readonly StepId[] | undefined;
}

/** Numbers the steps of a plan in the order they are added, so that a step only ever comes after smaller ones. */
export class PlanBuilder {
  readonly #verb: string;
  readonly #project: string;
  readonly #steps: Step[] = [];
  readonly #unchanged: Resource[] = [];
  readonly #warnings: string[] = [];
  readonly #lost: LostSetting[] = [];
  readonly #withheld: Withheld[] = [];
  readonly #updates: ServiceUpdate[] = [];
  #prepared: readonly StepId[] = [];
  /** For what comes after the preparation and nothing else: there may be thousands of both. */
  #afterPrepared: readonly StepId[] | undefined;

  constructor(verb: string, project: string) {
    this.#verb = verb;
    this.#project = project;
  }

  add({ operation, cause, after = [], guard, optional, unlessDeaf, tolerates = [] }: NewStep): StepId {
    const id = stepId(this.#steps.length + 1);
    this.#steps.push({
      id,
      operation,
      after: this.#order(after),
      ...(unlessDeaf ? { unlessDeaf } : {}),
      ...(tolerates.length > 0 ? { tolerates } : {}),
      cause,
      ...(guard ? { guard } : {}),
      ...(optional ? { optional } : {}),
    });
    return id;
  }

  /** The id of the step that is added next. */
  nextId(): StepId {
    return stepId(this.#steps.length + 1);
  }

  /** The steps that were added from this one on. */
  since(first: StepId): readonly StepId[] {
    return this.#steps.slice(first - 1).map(({ id }) => id);
  }

  /** Error: InternalError when there is no such step. */
  causeOf(id: StepId): Cause {
    const step = this.#steps[id - 1];
    if (!step) throw new InternalError(`the plan has no step ${id}`);
    return step.cause;
  }

  /** Ends the preparation: whatever is added from now on starts after all the steps so far. */
  endPreparation(): void {
    this.#prepared = this.#steps.map((step) => step.id);
    this.#afterPrepared = undefined;
  }

  unchanged(resource: Resource): void {
    this.#unchanged.push(resource);
  }

  /** What several parts of a plan have to say alike is said once. */
  warn(message: string): void {
    if (!this.#warnings.includes(message)) this.#warnings.push(message);
  }

  /** Warns of a setting that will not be honoured. */
  lose(setting: LostSetting): void {
    this.#lost.push(setting);
    this.warn(setting.warning);
  }

  withhold(change: Withheld): void {
    this.#withheld.push(change);
  }

  update(update: ServiceUpdate): void {
    this.#updates.push(update);
  }

  isEmpty(): boolean {
    return this.#steps.length === 0;
  }

  build(): Plan {
    return {
      verb: this.#verb,
      project: this.#project,
      steps: this.#steps,
      unchanged: this.#unchanged,
      warnings: this.#warnings,
      ...(this.#updates.length > 0 ? { updates: this.#updates } : {}),
      ...(this.#lost.length > 0 ? { lost: this.#lost } : {}),
      ...(this.#withheld.length > 0 ? { withheld: this.#withheld } : {}),
    };
  }

  /**
   * A step behind one that is itself behind the preparation need not name it: that keeps plans short. An optional one does
   * not count, as in `#implied`.
   */
  #order(after: Iterable<StepId>): readonly StepId[] {
    const ids = new Set(after);
    if (ids.size === 0) {
      this.#afterPrepared ??= this.#withoutImplied(new Set(this.#prepared));
      return this.#afterPrepared;
    }
    const last = this.#prepared.at(-1) ?? 0;
    const isBehind = (id: StepId): boolean => id > last && !letsPass(this.#steps[id - 1]);
    if (![...ids].some(isBehind)) for (const id of this.#prepared) ids.add(id);
    return this.#withoutImplied(ids);
  }

  #withoutImplied(ids: ReadonlySet<StepId>): readonly StepId[] {
    const implied = this.#implied(ids);
    return [...ids].filter((id) => !implied.has(id)).sort((a, b) => a - b);
  }

  /**
   * The steps that others of these already come after. A step in between that lets pass what it waited for, whatever became
   * of it, does not count. Only the nearest are looked at: naming a step too many does no harm, and
   * walking back through the whole plan for each step takes the square of its length.
   */
  #implied(ids: ReadonlySet<StepId>): ReadonlySet<StepId> {
    const lowest = Math.min(...ids);
    const seen = new Set<StepId>();
    const queue = [...ids];
    for (let id = queue.pop(); id !== undefined && seen.size < NEARBY; id = queue.pop()) {
      const step = this.#steps[id - 1];
      if (!step || letsPass(step)) continue;
      for (const before of step.after) {
        if (before < lowest || seen.has(before)) continue;
        seen.add(before);
        queue.push(before);
      }
    }
    return seen;
  }
}

/** Whether what comes after a step may start although a step before it failed. */
const letsPass = (step: Step | undefined): boolean =>
  step !== undefined && (step.optional === true || step.tolerates !== undefined || isUndo(step));
