import { isAlive } from '../../model/container-state.ts';
import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, requireServices } from '../graph/service-graph.ts';
import type { KillIntent } from '../snapshot/intent.ts';
import { serviceOf } from '../snapshot/own-containers.ts';

/** Sends a signal to everything that runs, all at once: who kills does not want to wait for an order. */
export function planKill(project: Project, observed: Observed, intent: KillIntent = {}): Plan {
  const declared = declaredServices(project);
  const named = intent.services ?? [];
  requireServices(named, new Set(declared.keys()));
  const concerned = new Set(named.length > 0 ? named : declared.keys());
  const plan = new PlanBuilder('kill', project.name);
  const everything = intent.removeOrphans === true && named.length === 0;
  const running = observed.containers.filter(
    (container) => isAlive(container) && (everything || concerned.has(serviceOf(container) ?? '')),
  );
  for (const { id, name } of running.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    plan.add({
      operation: { kind: 'kill-container', container: id, name, signal: intent.signal ?? 'SIGKILL' },
      cause: { kind: 'requested', by: 'kill' },
    });
  return plan.build();
}
