import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { closure, reversed } from '../graph/graph.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, requireServices } from '../graph/service-graph.ts';
import { awaitUpdated } from '../rollout/await-updated.ts';
import { Rollout } from '../rollout/rollout.ts';
import { type UpdateRules, updateRulesOf } from '../rollout/update-rules.ts';
import type { RestartIntent } from '../snapshot/intent.ts';
import { containersByService } from '../snapshot/own-containers.ts';
import { settleMsOfService } from '../work/dependency-waits.ts';
import { addExecHooks } from '../work/exec-hooks.ts';
import { type HeldRestarts, prepareHeldRestarts } from './held-restarts.ts';
import { RestartBehindIngress } from './restart-behind-ingress.ts';
import { RestartOrder, restartGraph } from './restart-order.ts';

/**
 * Restarts containers as they are, also those that have stopped. Who asked for it (`depends_on: restart: true`) is
 * restarted after what it depends on, and so is who has an ingress: its clients do not wait for both. Nobody else waits for anybody.
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
  const held = prepareHeldRestarts(
    { plan, project, observed, timeoutSeconds: intent.timeoutSeconds },
    concerned,
  );
  const order = new RestartOrder(plan, project, { services, follows, containers });
  for (const name of order.names) {
    if (!concerned.has(name)) continue;
    const leading = [...(follows.get(name) ?? [])].flatMap((leader) =>
      concerned.has(leader) ? (containers.get(leader) ?? []) : [],
    );
    const cause = causeOf(name, roots, leading[0]);
    const service = services.get(name);
    const after = order.stepsBefore(name);
    const steps = restartAll(
      plan,
      project,
      {
        service,
        containers: containers.get(name) ?? [],
        settleMs: settleMsOfService(project, service),
      },
      { cause, after, timeoutSeconds: intent.timeoutSeconds, held },
    );
    order.restarted(name, steps, after);
  }
  if (plan.isEmpty())
    plan.warn(`nothing to restart: ${roots.join(', ') || project.name} has no container; up creates them`);
  return plan.build();
}

interface RestartRequest {
  readonly cause: Cause;
  readonly after: readonly StepId[];
  readonly timeoutSeconds: number | undefined;
  /** Those to which connections wait meanwhile. */
  readonly held: HeldRestarts;
}

/**
 * The containers of a service, all at the same time, or batch by batch where it has an `update_config`. An ingress that runs stays, and
 * one that does not is started first: it sends connections to those that serve meanwhile.
 */
function restartAll(
  plan: PlanBuilder,
  project: Project,
  { service, containers: all, settleMs }: Restarted,
  request: RestartRequest,
): readonly StepId[] {
  const isIngress = ({ labels }: ObservedContainer): boolean => LABEL.ingress in labels;
  const containers = all.filter((container) => !isIngress(container));
  const rules = service && updateRulesOf(service);
  const ingress = service && RestartBehindIngress.of({ plan, project, service }, all);
  // What only `up` knows how to put right is started all the same.
  const started = ingress
    ? []
    : all
        .filter((container) => isIngress(container) && container.state !== 'running')
        .map((container) => addRestart(plan, service, container, request));
  const restarted =
    service && rules && (containers.length > 1 || ingress)
      ? restartInBatches(plan, { service, containers, settleMs, rules, ingress }, request)
      : containers.flatMap((container) => restart(plan, service, container, request));
  return [...started, ...restarted];
}

interface Restarted {
  readonly service: ServiceSpec | undefined;
  readonly containers: readonly ObservedContainer[];
  readonly settleMs: number | undefined;
}

function restartInBatches(
  plan: PlanBuilder,
  {
    service,
    containers,
    settleMs,
    rules,
    ingress,
  }: Restarted & {
    readonly service: ServiceSpec;
    readonly rules: UpdateRules;
    readonly ingress: RestartBehindIngress | undefined;
  },
  request: RestartRequest,
): readonly StepId[] {
  const { cause, timeoutSeconds } = request;
  const { monitorMs } = rules;
  // A restart cannot be taken back.
  const failureAction = rules.failureAction === 'rollback' ? 'pause' : rules.failureAction;
  const parallelism = Math.min(rules.parallelism, containers.length);
  ingress?.tell({ containers: containers.length, parallelism, failureAction });
  const rollout = new Rollout(plan, service.name, { ...rules, failureAction }, containers.length);
  const awaited = (
    { id, name }: ObservedContainer,
    after: readonly StepId[],
    forMs: number | undefined,
  ): StepId =>
    plan.add({
      operation: awaitUpdated(service.name, { ref: { id }, name }, { monitorMs: forMs, settleMs }),
      cause,
      after,
    });
  for (let first = 0; first < containers.length; first += parallelism) {
    const batch = containers.slice(first, first + parallelism);
    const begin = [...request.after, ...rollout.begin()];
    const leftAt = plan.nextId();
    const left = ingress?.takeOut(batch, {
      cause,
      after: begin,
      timeoutSeconds,
      start: (container, after) => addRestart(plan, service, container, { ...request, after }),
    });
    const turns = batch.map((container) => {
      const since = plan.nextId();
      const restarted = restart(plan, service, container, { ...request, after: left?.(container) ?? begin });
      const wait = awaited(container, restarted, ingress ? undefined : monitorMs);
      return { container, tests: plan.since(since), wait };
    });
    const back = ingress?.putBack({
      cause,
      after: turns.map(({ wait }) => wait),
      tests: plan.since(leftAt),
    });
    for (const { container, tests, wait } of turns) {
      const { name } = container;
      const monitor =
        back === undefined || monitorMs === undefined ? [] : [awaited(container, [back], monitorMs)];
      const done = [wait, ...(back === undefined ? [] : [back]), ...monitor];
      rollout.add({ name, cause, when: 'always', tests: [...tests, ...monitor], done });
    }
  }
  return rollout.end();
}

/** With its hooks around it. Who does not run has nobody to ask before the stop. */
function restart(
  plan: PlanBuilder,
  service: ServiceSpec | undefined,
  container: ObservedContainer,
  request: RestartRequest,
): readonly StepId[] {
  const { id, name, state } = container;
  const { cause, after } = request;
  const hooked = { ref: { id }, name, cause };
  const ready = state === 'running' ? addExecHooks(plan, service, 'pre_stop', { ...hooked, after }) : after;
  const hold = request.held.hold(container, { cause, after: [...ready] });
  const step = addRestart(plan, service, container, { ...request, after: hold ?? ready });
  const started = addExecHooks(plan, service, 'post_start', { ...hooked, after: [step] });
  request.held.release(container, started);
  return started;
}

function addRestart(
  plan: PlanBuilder,
  service: ServiceSpec | undefined,
  { id, name }: ObservedContainer,
  { cause, after, timeoutSeconds }: RestartRequest,
): StepId {
  return plan.add({
    operation: {
      kind: 'restart-container',
      container: id,
      name,
      service: service?.name ?? '',
      ...(timeoutSeconds === undefined ? {} : { graceSeconds: timeoutSeconds }),
    },
    cause,
    after,
  });
}

function causeOf(name: string, roots: readonly string[], leader: ObservedContainer | undefined): Cause {
  if (roots.includes(name) || leader === undefined) return { kind: 'requested', by: 'restart' };
  return { kind: 'follows', resource: { kind: 'container', name: leader.name } };
}
