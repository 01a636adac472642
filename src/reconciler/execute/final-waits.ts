import type { StepId } from '../../model/ids.ts';
import type { Plan } from '../../model/plan.ts';
import type { FinalWaits } from '../waits/wait-for.ts';

/** Which waits of the command itself have what they wait for, or have ended without. */
export class FinalWaitsOfPlan {
  readonly #pending: Set<StepId>;
  readonly #allMet: Promise<void>;
  #resolve = (): void => {};

  constructor({ steps }: Plan) {
    this.#pending = new Set(
      steps.flatMap(({ id, operation }) =>
        operation.kind === 'wait-for' && operation.waiter === undefined && operation.update === undefined
          ? [id]
          : [],
      ),
    );
    this.#allMet = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  met(step: StepId): void {
    if (this.#pending.delete(step) && this.#pending.size === 0) this.#resolve();
  }

  /** @returns undefined: the step is none of these. */
  of(step: StepId): FinalWaits | undefined {
    if (!this.#pending.has(step)) return undefined;
    return { met: () => this.met(step), allMet: this.#allMet };
  }
}
