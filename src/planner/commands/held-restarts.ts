import { isAlive } from '../../model/container-state.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices } from '../graph/service-graph.ts';
import {
  addHold,
  addRelease,
  type HeldService,
  handsOverItself,
  holdLimitSeconds,
  prepareHold,
} from '../rollout/hold-steps.ts';
import { updateRulesOf } from '../rollout/update-rules.ts';
import { publishedAlike } from '../snapshot/moving-ports.ts';
import { containersByService } from '../snapshot/own-containers.ts';

interface Restarting {
  readonly plan: PlanBuilder;
  readonly project: Project;
  readonly observed: Observed;
  readonly timeoutSeconds: number | undefined;
}

/** New connections to containers that publish their ports themselves wait while these are restarted, where the files ask for that. */
export class HeldRestarts {
  readonly #services: ReadonlyMap<ContainerId, HeldService>;
  readonly #holds = new Map<ContainerId, StepId>();

  constructor(services: ReadonlyMap<ContainerId, HeldService>) {
    this.#services = services;
  }

  /** @returns the steps after which it may be restarted; undefined: nothing waits for it */
  hold(
    container: ObservedContainer,
    step: { readonly cause: Cause; readonly after: readonly StepId[] },
  ): readonly StepId[] | undefined {
    const held = this.#services.get(container.id);
    if (held === undefined) return undefined;
    const hold = addHold(held, publishedAlike(held.service, [container]), step);
    this.#holds.set(container.id, hold);
    return [hold];
  }

  release({ id, name }: ObservedContainer, started: readonly StepId[]): void {
    const [held, hold] = [this.#services.get(id), this.#holds.get(id)];
    if (held === undefined || hold === undefined) return;
    addRelease(held, { hold, owner: { container: { id }, name }, guard: undefined, started });
  }
}

/** Whether connections can be held is found out before anything is restarted. */
export function prepareHeldRestarts(
  { plan, project, observed, timeoutSeconds }: Restarting,
  concerned: ReadonlySet<string>,
): HeldRestarts {
  const containers = containersByService(observed);
  const held = new Map<ContainerId, HeldService>();
  for (const [name, service] of declaredServices(project)) {
    if (!concerned.has(name) || !handsOverItself(project, service)) continue;
    // Only one container can have a port.
    const holder = (containers.get(name) ?? []).find(
      (one) => isAlive(one) && publishedAlike(service, [one]).length > 0,
    );
    if (holder === undefined) continue;
    const where = { plan, project, service, timeoutSeconds };
    held.set(holder.id, where);
    plan.update({
      service: name,
      containers: 1,
      parallelism: 1,
      order: 'stop-first',
      restarts: true,
      sharedVolumes: [],
      failureAction: updateRulesOf(service)?.failureAction ?? 'pause',
      waits: {
        ports: publishedAlike(service, [holder]).map(({ port }) => port),
        atMostSeconds: holdLimitSeconds(service, timeoutSeconds),
      },
    });
    prepareHold(where, observed);
  }
  if (held.size > 0) plan.endPreparation();
  return new HeldRestarts(held);
}
