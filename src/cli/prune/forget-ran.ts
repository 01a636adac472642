import { writeRan } from '../find/ran-images.ts';
import type { PlannedPrune } from './plan-for-prune.ts';

/** What has been removed, or is left to another project that ran it too: the last of them removes it. */
export function forgetRan({ place, ran, plan, facts }: PlannedPrune): void {
  const gone = new Set(
    plan.steps.flatMap(({ operation }) => (operation.kind === 'remove-image' ? [operation.id] : [])),
  );
  const there = new Set(facts.images.map(({ id }) => id));
  const kept = [...ran].filter(
    ([id]) => there.has(id) && !gone.has(id) && !(facts.ranElsewhere.has(id) && !facts.containers.has(id)),
  );
  if (kept.length < ran.size) writeRan(place, new Map(kept));
}
