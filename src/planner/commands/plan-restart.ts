import type { StepId } from '../../model/ids.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { closure, dependencyOrder, type Graph, reversed } from '../graph/graph.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, requireServices } from '../graph/service-graph.ts';
import type { RestartIntent } from '../snapshot/intent.ts';
import { containersByService } from '../snapshot/own-containers.ts';
import { addExecHooks } from '../work/exec-hooks.ts';

/**
 * Restarts containers as they are, also those that have stopped. Who asked for it (`depends_on: restart: true`) is
 * restarted after what it depends on; nobody else waits for anybody.
 */
export function planRestart(project: Project, observed: Observed, intent: RestartIntent = {}): Plan {
  const services = declaredServices(project);
  const named = intent.services ?? [];
  requireServices(named, new Set(services.keys()));
  const follows = restartGraph(services);
  const roots = named.length > 0 ? named : [...services.keys()];
  const concerned = intent.noDeps ? new Set(roots) : closure(reversed(follows), roots);
  const containers = containersByService(observed);

  const plan = new PlanBuilder('restart', project.name);
  const restarted = new Map<string, readonly StepId[]>();
  for (const name of dependencyOrder(follows)) {
    if (!concerned.has(name)) continue;
    const leaders = [...(follows.get(name) ?? [])];
    const after = leaders.flatMap((leader) => restarted.get(leader) ?? []);
    const leading = leaders.flatMap((leader) =>
      concerned.has(leader) ? (containers.get(leader) ?? []) : [],
    );
    const cause = causeOf(name, roots, leading[0]);
    const steps = (containers.get(name) ?? []).flatMap((container) =>
      restart(plan, services.get(name), container, {
        cause,
        after,
        timeoutSeconds: intent.timeoutSeconds,
      }),
    );
    restarted.set(name, steps.length > 0 ? steps : after);
  }
  if ([...restarted.values()].every((steps) => steps.length === 0))
    plan.warn(`nothing to restart: ${roots.join(', ') || project.name} has no container; up creates them`);
  return plan.build();
}

/** With its hooks around it. Who does not run has nobody to ask before the stop. */
function restart(
  plan: PlanBuilder,
  service: ServiceSpec | undefined,
  { id, name, state }: ObservedContainer,
  {
    cause,
    after,
    timeoutSeconds,
  }: {
    readonly cause: Cause;
    readonly after: readonly StepId[];
    readonly timeoutSeconds: number | undefined;
  },
): readonly StepId[] {
  const hooked = { ref: { id }, name, cause };
  const ready = state === 'running' ? addExecHooks(plan, service, 'pre_stop', { ...hooked, after }) : after;
  const step = plan.add({
    operation: {
      kind: 'restart-container',
      container: id,
      name,
      service: service?.name ?? '',
      ...(timeoutSeconds === undefined ? {} : { graceSeconds: timeoutSeconds }),
    },
    cause,
    after: ready,
  });
  return addExecHooks(plan, service, 'post_start', { ...hooked, after: [step] });
}

function causeOf(name: string, roots: readonly string[], leader: ObservedContainer | undefined): Cause {
  if (roots.includes(name) || leader === undefined) return { kind: 'requested', by: 'restart' };
  return { kind: 'follows', resource: { kind: 'container', name: leader.name } };
}

const restartGraph = (services: ReadonlyMap<string, ServiceSpec>): Graph =>
  new Map(
    [...services].map(([name, { dependsOn }]) => [
      name,
      new Set([...dependsOn].filter(([, { restart }]) => restart === true).map(([leader]) => leader)),
    ]),
  );
