import { isAlive } from '../../model/container-state.ts';
import type { Observed } from '../../model/observed.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, requireServices, serviceGraph } from '../graph/service-graph.ts';
import type { StopIntent } from '../snapshot/intent.ts';
import { containersByService } from '../snapshot/own-containers.ts';
import { PortHolders } from '../work/port-holders.ts';
import { addProviderStep } from '../work/providers.ts';
import { stopInReverse } from '../work/reverse-stops.ts';
import { Stops } from '../work/stops.ts';

/** Stops what runs, what depends on something before that. Nothing is removed. */
export function planStop(project: Project, observed: Observed, intent: StopIntent = {}): Plan {
  const declared = declaredServices(project);
  const named = intent.services ?? [];
  requireServices(named, new Set(declared.keys()));
  const concerned = new Set(named.length > 0 ? named : declared.keys());
  const containers = new Map(
    [...containersByService(observed)].filter(([service]) => concerned.has(service)),
  );
  const plan = new PlanBuilder('stop', project.name);
  const stops = new Stops(plan, project, intent.timeoutSeconds, new PortHolders());
  const cause: Cause = { kind: 'requested', by: 'stop' };
  stopInReverse(stops, serviceGraph(declared), containers, cause, (service, after) =>
    concerned.has(service)
      ? addProviderStep(plan, project, service, { verb: 'stop', cause, after })
      : undefined,
  );
  for (const container of [...containers.values()].flat())
    if (!isAlive(container)) plan.unchanged({ kind: 'container', name: container.name });
  return plan.build();
}
