import type { Plan } from '../model/plan.ts';
import type { Target } from './target.ts';

/** A plan that a command made, and what it was made from. */
export interface Planned extends Target {
  readonly plan: Plan;
}
