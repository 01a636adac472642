import type { StepId } from '../model/ids.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Plan, Resource } from '../model/plan.ts';
import { labelOf, resourcesOf } from './resource-of.ts';
import { count } from './wording.ts';

/** The line for a plan that had nothing to do; undefined when it had. Waiting is not doing. */
export function nothingChanged(plan: Plan, outcomes: readonly Outcome[]): string | undefined {
  const statuses = new Map(outcomes.map(({ step, status }) => [step, status]));
  const changes = plan.steps.filter(
    ({ id, operation }) => operation.kind !== 'wait-for' && statuses.get(id) !== 'skipped',
  );
  const failed = outcomes.some(({ status }) => status !== 'done' && status !== 'skipped');
  if (
    failed ||
    changes.some(({ operation }) => operation.kind !== 'pull-image' && operation.kind !== 'build-image')
  )
    return undefined;
  const kept = countKinds([...plan.unchanged, ...skippedContainers(plan, statuses)]);
  return kept === '' ? `${plan.project}: nothing to do` : `${plan.project}: nothing changed (${kept})`;
}

/** Their images turned out to be the ones they have. */
function skippedContainers(
  { steps }: Plan,
  statuses: ReadonlyMap<StepId, Outcome['status']>,
): readonly Resource[] {
  const skipped = steps.filter(({ id }) => statuses.get(id) === 'skipped');
  const resources = skipped.flatMap(({ operation }) => resourcesOf(operation));
  return [...new Map(resources.map((resource) => [labelOf(resource), resource])).values()];
}

export function countKinds(resources: readonly Resource[]): string {
  const kinds = ['container', 'network', 'volume', 'image', 'service'] as const;
  return kinds
    .map((kind) => [kind, resources.filter((resource) => resource.kind === kind).length] as const)
    .filter(([, amount]) => amount > 0)
    .map(([kind, amount]) => count(amount, kind))
    .join(', ');
}
