import { gantry } from '../../diagnostics/hint.ts';
import { Problems } from '../../diagnostics/several-errors.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { StepId } from '../../model/ids.ts';
import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedSwarm, ObservedSwarmService } from '../../model/observed-swarm.ts';
import type { TaskEffect } from '../../model/operation.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { watched } from '../../model/task-state.ts';
import { dependencyOrder, type Graph, reversed } from '../graph/graph.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, requireServices, serviceGraph } from '../graph/service-graph.ts';
import { isGlobalThere, isJobThere } from './jobs.ts';
import { serviceKey } from './swarm-names.ts';

export interface SwarmStopIntent {
  /** Named on the command line; empty or absent: all. */
  readonly services?: readonly string[] | undefined;
  readonly timeoutSeconds?: number | undefined;
}

export interface SwarmStartIntent {
  /** Named on the command line; empty or absent: all. */
  readonly services?: readonly string[] | undefined;
  /** Bounds each wait. */
  readonly waitTimeoutMs?: number | undefined;
}

/**
 * No task at all: what depends on something before that. How many there were is kept in a label, for `start`.
 *
 * Error: SeveralErrors, or UserError `bad-usage`, for global services, which a swarm always gives their tasks.
 */
export function planSwarmStop(
  project: Project,
  observed: ObservedSwarm,
  { services: named = [], timeoutSeconds }: SwarmStopIntent,
): Plan {
  const { plan, chosen, order } = begin('stop', project, observed, named);
  if (timeoutSeconds !== undefined)
    plan.warn('--timeout has no effect on a swarm: a task gets the stop_grace_period of its service');
  refuseGlobal(chosen);
  const dependents = reversed(order);
  const ended = new Map<string, readonly StepId[]>();
  for (const key of dependencyOrder(dependents)) {
    const after = [...(dependents.get(key) ?? [])].flatMap((other) => ended.get(other) ?? []);
    ended.set(key, after);
    const service = chosen.get(key);
    if (!service) continue;
    if (isJobThere(service.spec)) {
      if (named.includes(key)) plan.warn(`service "${key}" is a job: it ends by itself, and down removes it`);
      continue;
    }
    const replicas = replicasOf(service.spec) ?? 0;
    if (replicas === 0) {
      plan.unchanged({ kind: 'service', name: service.name });
      continue;
    }
    const spec = withReplicas(service.spec, 0, { [LABEL.stoppedReplicas]: String(replicas) });
    const cause: Cause = { kind: 'scaled', from: replicas, to: 0 };
    const { id, name } = service;
    ended.set(key, [
      plan.add({
        operation: { kind: 'await-tasks', service: key, name, id, until: 'ended' },
        cause,
        after: [addUpdate(plan, { key, service, spec, tasks: 'fewer', cause, after })],
      }),
    ]);
  }
  return plan.build();
}

/** As many tasks as before `stop`, each service when those that it depends on run. */
export function planSwarmStart(
  project: Project,
  observed: ObservedSwarm,
  { services: named = [], waitTimeoutMs }: SwarmStartIntent,
): Plan {
  const { plan, chosen, order } = begin('start', project, observed, named);
  const running = new Map<string, readonly StepId[]>();
  for (const key of dependencyOrder(order)) {
    const after = [...(order.get(key) ?? [])].flatMap((other) => running.get(other) ?? []);
    running.set(key, after);
    const service = chosen.get(key);
    if (!service) continue;
    const { [LABEL.stoppedReplicas]: before } = service.labels;
    if (replicasOf(service.spec) !== 0) {
      plan.unchanged({ kind: 'service', name: service.name });
      continue;
    }
    if (!before || !/^\d+$/.test(before)) {
      plan.warn(`service "${key}" has no tasks, and was not stopped by gantry: scale brings it to a number`);
      continue;
    }
    const spec = withReplicas(service.spec, Number(before), {});
    const cause: Cause = { kind: 'scaled', from: 0, to: Number(before) };
    running.set(key, [
      plan.add({
        operation: {
          kind: 'await-tasks',
          ...{ service: key, name: service.name, until: 'running' },
          ...(waitTimeoutMs === undefined ? {} : { timeoutMs: waitTimeoutMs }),
          ...watched(healthcheckOf(service.spec)),
        },
        cause,
        after: [addUpdate(plan, { key, service, spec, tasks: 'kept', cause, after })],
      }),
    ]);
  }
  return plan.build();
}

/** Error: UserError `no-such-service`. */
function begin(
  verb: 'stop' | 'start',
  project: Project,
  { services }: ObservedSwarm,
  named: readonly string[],
): {
  readonly plan: PlanBuilder;
  /** By the name in the files. */
  readonly chosen: ReadonlyMap<string, ObservedSwarmService>;
  readonly order: Graph;
} {
  const plan = new PlanBuilder(verb, project.name);
  const graph = serviceGraph(declaredServices(project));
  const there = new Map(services.map((service) => [serviceKey(project, service.name), service]));
  requireServices(named, new Set([...graph.keys(), ...there.keys()]));
  for (const key of named)
    if (!there.has(key)) plan.warn(`service "${key}" is not on the swarm: up brings it there`);
  if (there.size === 0) plan.warn(`No resource found to ${verb} for project "${project.name}"`);
  const undeclared = [...there.keys()].filter((key) => !graph.has(key));
  return {
    plan,
    chosen: new Map([...there].filter(([key]) => named.length === 0 || named.includes(key))),
    order: new Map([...graph, ...undeclared.map((key) => [key, new Set<string>()] as const)]),
  };
}

function refuseGlobal(chosen: ReadonlyMap<string, ObservedSwarmService>): void {
  const others = [...chosen]
    .filter(([, { spec }]) => !isGlobalThere(spec) && !isJobThere(spec))
    .map(([key]) => key);
  const problems = new Problems();
  for (const [key, { spec }] of chosen)
    if (isGlobalThere(spec) && !isJobThere(spec))
      problems.add(
        new UserError('bad-usage', `service "${key}" is global: a swarm gives it a task on each node`, {
          hint: [
            gantry('down', key),
            ' removes it, and ',
            gantry('up', key),
            ' brings it back',
            ...(others.length > 0 ? ['. To stop all others: ', gantry('stop', ...others)] : []),
          ],
          about: { of: ['services', key], settings: ['deploy.mode'] },
        }),
      );
  problems.refuse();
}

function healthcheckOf({ TaskTemplate }: JsonMap): Json | undefined {
  const { ContainerSpec } = isJsonMap(TaskTemplate) ? TaskTemplate : {};
  return isJsonMap(ContainerSpec) ? ContainerSpec.Healthcheck : undefined;
}

/** undefined: it is global, or a job. */
function replicasOf({ Mode }: JsonMap): number | undefined {
  const { Replicated } = isJsonMap(Mode) ? Mode : {};
  return isJsonMap(Replicated) ? Number(Replicated.Replicas ?? 1) : undefined;
}

function withReplicas(spec: JsonMap, replicas: number, labels: Readonly<Record<string, string>>): JsonMap {
  const { [LABEL.stoppedReplicas]: _, ...others } = isJsonMap(spec.Labels) ? spec.Labels : {};
  return { ...spec, Labels: { ...others, ...labels }, Mode: { Replicated: { Replicas: replicas } } };
}

interface Update {
  readonly key: string;
  readonly service: ObservedSwarmService;
  readonly spec: JsonMap;
  readonly tasks: TaskEffect;
  readonly cause: Cause;
  readonly after: readonly StepId[];
}

const addUpdate = (plan: PlanBuilder, { key, service, spec, tasks, cause, after }: Update): StepId =>
  plan.add({
    operation: {
      kind: 'update-swarm-service',
      ...{ service: key, id: service.id, name: service.name, spec, had: service.spec, tasks },
    },
    cause,
    after,
  });
