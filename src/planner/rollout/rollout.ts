import type { StepId } from '../../model/ids.ts';
import type { Cause } from '../../model/plan.ts';
import { anyOf, guardOf, type When } from '../graph/guards.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { UpdateRules } from './update-rules.ts';

/** One container whose turn it was: what the update of its service has to know. */
export interface Turn {
  readonly name: string;
  readonly cause: Cause;
  /** Under which condition it is replaced. */
  readonly when: When;
  /** The steps that fail when the new container does. */
  readonly tests: readonly StepId[];
  /** After which the next ones may have their turn. */
  readonly done: readonly StepId[];
}

/**
 * Lets the containers of one service have their turns, `parallelism` of them at a time: each batch begins after the one before
 * is done, and after `delay`. Where failures may be put up with, or take the update back, a step judges each batch.
 */
export class Rollout {
  /** The steps that judge a batch, in order. */
  readonly judges: StepId[] = [];
  readonly #plan: PlanBuilder;
  readonly #service: string;
  readonly #rules: UpdateRules;
  readonly #total: number;
  readonly #ended: Turn[] = [];
  #batch: Turn[] = [];
  #begin: readonly StepId[] = [];

  /** @param total the number of containers that will have a turn */
  constructor(plan: PlanBuilder, service: string, rules: UpdateRules, total: number) {
    this.#plan = plan;
    this.#service = service;
    this.#rules = rules;
    this.#total = total;
  }

  /** Whether another container belongs to the batch that has begun. @param more of it whose turn was not added yet */
  hasRoom(more: number): boolean {
    return this.#batch.length + more < this.#rules.parallelism;
  }

  /** The steps after which the next container may begin. */
  begin(): readonly StepId[] {
    if (this.hasRoom(0)) return this.#begin;
    const { cause, when } = merged(this.#batch);
    const ended = this.#endBatch();
    const { delayMs } = this.#rules;
    this.#begin =
      delayMs === 0
        ? ended
        : [
            this.#plan.add({
              operation: { kind: 'pause-update', service: this.#service, forMs: delayMs },
              cause,
              after: ended,
              guard: guardOf(when),
            }),
          ];
    return this.#begin;
  }

  add(turn: Turn): void {
    this.#batch.push(turn);
  }

  /** @returns the steps after which the service is updated. */
  end(): readonly StepId[] {
    return this.#batch.length === 0 ? this.#begin : this.#endBatch();
  }

  #endBatch(): readonly StepId[] {
    const batch = this.#batch;
    this.#ended.push(...batch);
    this.#batch = [];
    const done = batch.flatMap((turn) => turn.done);
    const { failureAction, maxFailureRatio } = this.#rules;
    // A failure blocks whatever comes after it: that is a pause.
    if (failureAction === 'pause' && maxFailureRatio === 0) return done;
    const { cause, when } = merged(batch);
    const judge = this.#plan.add({
      operation: {
        kind: 'judge-update',
        service: this.#service,
        updated: this.#ended.map(({ name, tests }) => ({ name, steps: tests })),
        total: this.#total,
        maxFailureRatio,
        failureAction,
        ...(this.#rules.order === 'start-first' ? { startsFirst: true } : {}),
      },
      cause,
      after: [...this.judges.slice(-1), ...batch.flatMap(({ tests }) => tests), ...done],
      tolerates: batch.flatMap(({ tests }) => tests),
      guard: guardOf(when),
    });
    this.judges.push(judge);
    return [judge];
  }
}

/** A batch happens when one of its containers is replaced. */
function merged(batch: readonly Turn[]): Pick<Turn, 'cause' | 'when'> {
  const when = anyOf(batch.map((turn) => turn.when));
  return { cause: batch[0]?.cause ?? { kind: 'missing' }, when };
}
