import type { StepId } from '../../model/ids.ts';
import { isWait, type OperationKind } from '../../model/operation.ts';
import type { Outcome } from '../../model/outcome.ts';
import { isUndo, type Plan, type Resource } from '../../model/plan.ts';
import { labelOf, resourcesOf } from './resource-of.ts';
import { count } from './wording.ts';

/** The line for a plan that changed nothing; undefined when it changed something. Waits are no changes. */
export function nothingChanged(plan: Plan, outcomes: readonly Outcome[]): string | undefined {
  const statuses = new Map(outcomes.map(({ step, status }) => [step, status]));
  const changes = plan.steps.filter(
    (step) => !isWait(step.operation) && !isUndo(step) && statuses.get(step.id) !== 'skipped',
  );
  const failed = outcomes.some(({ status }) => status !== 'done' && status !== 'skipped');
  if (failed || changes.some(({ operation }) => isChange(operation.kind, plan.verb))) return undefined;
  const kept = countKinds([...plan.unchanged, ...skippedContainers(plan, statuses)]);
  const where = plan.project || 'swarm';
  return kept === '' ? `${where}: nothing to do` : `${where}: nothing changed (${kept})`;
}

/** For other commands, pulls and builds are only preparation. */
function isChange(kind: OperationKind, verb: string): boolean {
  return (kind !== 'pull-image' && kind !== 'build-image') || verb === 'pull' || verb === 'build';
}

/** Guarded containers whose image turned out to be the same. */
function skippedContainers(
  { steps }: Plan,
  statuses: ReadonlyMap<StepId, Outcome['status']>,
): readonly Resource[] {
  const skipped = steps.filter((step) => !isUndo(step) && statuses.get(step.id) === 'skipped');
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
