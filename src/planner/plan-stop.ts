import type { Observed } from '../model/observed.ts';
import type { Plan } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import type { StopIntent } from './intent.ts';
import { containersByService } from './own-containers.ts';
import { PlanBuilder } from './plan-builder.ts';
import { PortHolders } from './port-holders.ts';
import { stopInReverse } from './reverse-stops.ts';
import { declaredServices, requireServices, serviceGraph } from './service-graph.ts';
import { Stops } from './stops.ts';

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
  const stops = new Stops(plan, intent.timeoutSeconds, new PortHolders());
  stopInReverse(stops, serviceGraph(declared), containers, { kind: 'requested', by: 'stop' });
  return plan.build();
}
