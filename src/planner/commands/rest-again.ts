import { isAlive } from '../../model/container-state.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import { appendSteps } from '../graph/append-steps.ts';
import { containersByService } from '../snapshot/own-containers.ts';

/** Services that are not to run, by how their containers are. */
export interface Rest {
  readonly stopped: ReadonlySet<string>;
  readonly paused: ReadonlySet<string>;
}

/** The same plan, and at its end the containers of these services are stopped or paused that it keeps and that run. */
export function restAgain(plan: Plan, observed: Observed, { stopped, paused }: Rest): Plan {
  const removed = new Set(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'remove-container' && 'id' in operation.container ? [operation.container.id] : [],
    ),
  );
  const operations = [...containersByService(observed)].flatMap(([service, containers]) => {
    const kept = containers.filter(({ id }) => !removed.has(id));
    if (stopped.has(service)) return kept.filter(isAlive).map((one) => stop(one, service));
    return paused.has(service) ? kept.filter(({ state }) => state === 'running').map(pause) : [];
  });
  return appendSteps(plan, operations, { cause: { kind: 'requested', by: plan.verb } });
}

const stop = ({ id, name }: ObservedContainer, service: string): Operation => ({
  kind: 'stop-container',
  container: { id },
  name,
  service,
});

const pause = ({ id, name }: ObservedContainer): Operation => ({
  kind: 'pause-container',
  container: id,
  name,
});
