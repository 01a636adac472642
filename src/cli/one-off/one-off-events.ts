import type { Event } from '../../model/event.ts';
import type { Operation } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';

/**
 * What is told of a run: all that is done for the one-off, and nothing of itself, since that is what the user asked
 * for and is about to see. What went wrong with it is told at the end.
 */
export class OneOffEvents {
  readonly #name: string;
  readonly #onTurn: () => void;
  #plan: Plan | undefined;
  #isItsTurn = false;

  /** @param onTurn called once, before anything is done with the one-off: the rest is over by then. */
  constructor(name: string, onTurn: () => void) {
    this.#name = name;
    this.#onTurn = onTurn;
  }

  /** @returns what to tell instead; undefined: nothing. */
  filter(event: Event): Event | undefined {
    if (event.type === 'plan-started') {
      this.#plan = withoutSteps(event.plan, (operation) => this.#isOf(operation));
      return { type: 'plan-started', plan: this.#plan };
    }
    if (event.type === 'warning' || event.type === 'notice') return event;
    if (event.type === 'plan-ended') return undefined;
    if (!this.#isOf(event.step.operation)) return event;
    if (!this.#isItsTurn && event.type === 'step-started') {
      this.#isItsTurn = true;
      this.#onTurn();
    }
    return undefined;
  }

  #isOf(operation: Operation): boolean {
    return 'name' in operation && operation.name === this.#name;
  }
}

function withoutSteps(plan: Plan, isOut: (operation: Operation) => boolean): Plan {
  return { ...plan, steps: plan.steps.filter(({ operation }) => !isOut(operation)) };
}
