import type { StepId } from '../../model/ids.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { closure, dependencyOrder, type Graph, reversed } from '../graph/graph.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, requireServices } from '../graph/service-graph.ts';
import { awaitUpdated } from '../rollout/await-updated.ts';
import { Rollout } from '../rollout/rollout.ts';
import { updateRulesOf } from '../rollout/update-rules.ts';
import type { RestartIntent } from '../snapshot/intent.ts';
import { containersByService } from '../snapshot/own-containers.ts';
import { settleMsOfService } from '../work/dependency-waits.ts';
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
    const steps = restartAll(plan, services.get(name), containers.get(name) ?? [], {
      cause,
      after,
      timeoutSeconds: intent.timeoutSeconds,
      settleMs: settleMsOfService(project, services.get(name)),
    });
    restarted.set(name, steps.length > 0 ? steps : after);
  }
  if ([...restarted.values()].every((steps) => steps.length === 0))
    plan.warn(`nothing to restart: ${roots.join(', ') || project.name} has no container; up creates them`);
  return plan.build();
}

interface RestartRequest {
  readonly cause: Cause;
  readonly after: readonly StepId[];
  readonly timeoutSeconds: number | undefined;
}

/** The replicas of a service: all at the same time, or batch by batch where the service has an `update_config`. */
function restartAll(
  plan: PlanBuilder,
  service: ServiceSpec | undefined,
  containers: readonly ObservedContainer[],
  request: RestartRequest & { readonly settleMs: number | undefined },
): readonly StepId[] {
  const rules = service && updateRulesOf(service);
  if (!service || !rules || containers.length < 2)
    return containers.flatMap((container) => restart(plan, service, container, request));
  const { cause, settleMs } = request;
  // A restart cannot be taken back.
  const failureAction = rules.failureAction === 'rollback' ? 'pause' : rules.failureAction;
  const rollout = new Rollout(plan, service.name, { ...rules, failureAction }, containers.length);
  for (const container of containers) {
    const { id, name } = container;
    const after = [...request.after, ...rollout.begin()];
    const since = plan.nextId();
    const restarted = restart(plan, service, container, { ...request, after });
    const wait = plan.add({
      operation: awaitUpdated(
        service.name,
        { ref: { id }, name },
        { monitorMs: rules.monitorMs, settleMs, oldRuns: false },
      ),
      cause,
      after: restarted,
    });
    rollout.add({ name, cause, when: 'always', tests: plan.since(since), done: [wait] });
  }
  return rollout.end();
}

/** With its hooks around it. Who does not run has nobody to ask before the stop. */
function restart(
  plan: PlanBuilder,
  service: ServiceSpec | undefined,
  { id, name, state }: ObservedContainer,
  { cause, after, timeoutSeconds }: RestartRequest,
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
