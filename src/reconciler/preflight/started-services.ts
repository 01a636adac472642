import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

/** The services of which the plan creates containers, by name. */
export function createdServices(plan: Plan): ReadonlySet<string> {
  return new Set(
    plan.steps.flatMap(({ operation }) => (operation.kind === 'create-container' ? [operation.service] : [])),
  );
}

/** Those, and the ones whose containers it only starts, in the order of their names. */
export function startedServices(plan: Plan, project: Project): readonly ServiceSpec[] {
  const names = new Set(createdServices(plan));
  for (const { operation } of plan.steps)
    if (operation.kind === 'start-container') names.add(operation.service);
  return [...names].sort().flatMap((name) => project.services.get(name) ?? []);
}

/** The ones whose containers it starts again as they are: they need their mounts, and nothing that was copied into them. */
export const restartedServices = ({ steps }: Plan, project: Project): readonly ServiceSpec[] =>
  [
    ...new Set(
      steps.flatMap(({ operation }) => (operation.kind === 'restart-container' ? [operation.service] : [])),
    ),
  ].flatMap((name) => project.services.get(name) ?? []);
