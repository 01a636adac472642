import type { OperationOf } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';

type Created = OperationOf<'create-container'>;

/** The containers that the plan creates and starts: one that is only created has no port and no address yet. */
export function startedContainers({ steps }: Plan): readonly Created[] {
  const started = new Set(
    steps.flatMap(({ operation }) =>
      operation.kind === 'start-container' && 'createdBy' in operation.container
        ? [operation.container.createdBy]
        : [],
    ),
  );
  return steps.flatMap(({ id, operation }) =>
    operation.kind === 'create-container' && started.has(id) ? [operation] : [],
  );
}

/** Those that run at the same time: without the ones whose end is waited for, after which others may have what they had. */
export function lastingContainers(plan: Plan): readonly Created[] {
  const ending = new Set(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'wait-for' && operation.condition === 'service_completed_successfully'
        ? [operation.service]
        : [],
    ),
  );
  return startedContainers(plan).filter(({ service }) => !ending.has(service));
}
