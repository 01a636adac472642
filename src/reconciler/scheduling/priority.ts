import type { StepId } from '../../model/ids.ts';
import { isWait } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';

/** What is to be started first when there are more steps than slots: the smallest comes first. */
export type Priority = readonly [waited: number, depth: number, id: number];

/**
 * The priority of each step.
 *
 * A step that a wait needs comes first, since waiting is the only time that cannot be made up for. Then the end of a
 * chain comes before the beginning of another: that brings the first containers up sooner, keeps the time between
 * stop and start of a replacement short, and is quicker as a whole (the engine's work overlaps better than when it
 * creates everything and then starts everything). Then the order of the plan.
 */
export function prioritiesOf(plan: Plan): ReadonlyMap<StepId, Priority> {
  const waited = new Set<StepId>();
  for (const step of plan.steps.toReversed()) {
    if (!isWait(step.operation) && !waited.has(step.id)) continue;
    for (const id of step.after) waited.add(id);
  }
  const depths = new Map<StepId, number>();
  const result = new Map<StepId, Priority>();
  for (const step of plan.steps) {
    const depth = 1 + Math.max(0, ...step.after.map((id) => depths.get(id) ?? 0));
    depths.set(step.id, depth);
    result.set(step.id, [waited.has(step.id) ? 0 : 1, -depth, step.id]);
  }
  return result;
}

export function hasHigherPriority(a: Priority, b: Priority): boolean {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}
