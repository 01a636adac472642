import type { ContainerRef } from '../../model/container-ref.ts';
import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import { appendSteps } from '../graph/append-steps.ts';
import { containersByService } from '../snapshot/own-containers.ts';

interface Running {
  readonly container: ContainerRef;
  readonly name: string;
  readonly service: string;
}

/** The same plan, and at its end the containers of these services are stopped that run by then. */
export function stopAgain(plan: Plan, observed: Observed, services: ReadonlySet<string>): Plan {
  if (services.size === 0) return plan;
  const removed = new Set(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'remove-container' && 'id' in operation.container ? [operation.container.id] : [],
    ),
  );
  const started = new Set(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'start-container' && 'id' in operation.container ? [operation.container.id] : [],
    ),
  );
  const kept = [...containersByService(observed)].flatMap(([service, containers]): readonly Running[] =>
    services.has(service)
      ? containers
          .filter((one) => !removed.has(one.id) && (isAlive(one) || started.has(one.id)))
          .map(({ id, name }) => ({ container: { id }, name, service }))
      : [],
  );
  const made = plan.steps.flatMap(({ id, operation }): readonly Running[] =>
    operation.kind === 'create-container' &&
    services.has(operation.service) &&
    operation.request.Labels[LABEL.oneOff] !== 'True'
      ? [{ container: { createdBy: id }, name: operation.name, service: operation.service }]
      : [],
  );
  return appendSteps(
    plan,
    [...kept, ...made].map((running) => ({ kind: 'stop-container', ...running })),
    { cause: { kind: 'requested', by: plan.verb } },
  );
}
