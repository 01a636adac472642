import type { StepId } from '../../model/ids.ts';
import type { ObservedSwarm, ObservedSwarmService } from '../../model/observed-swarm.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { dependencyOrder } from '../graph/graph.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, requireServices, serviceGraph } from '../graph/service-graph.ts';
import { forceUpdate } from './force-update.ts';
import { isJobThere, runsOfJob } from './jobs.ts';
import { refuseUpdate } from './refuse-update.ts';
import { serviceKey } from './swarm-names.ts';
import { serviceUpdate, taskEffect } from './task-effect.ts';

export interface SwarmRestartIntent {
  /** Named on the command line; empty or absent: all but jobs, which would run again. */
  readonly services?: readonly string[] | undefined;
  /** Leaves alone what asks to be restarted with a named service. */
  readonly noDeps?: boolean | undefined;
  readonly timeoutSeconds?: number | undefined;
}

const BY_RESTART: Cause = { kind: 'requested', by: 'restart' };

/**
 * Other tasks of the same, as the swarm has the services now: batch by batch, as their update_config says, and each service when those that
 * it depends on run.
 */
export function planSwarmRestart(
  project: Project,
  observed: ObservedSwarm,
  { services: named = [], noDeps, timeoutSeconds }: SwarmRestartIntent,
): Plan {
  const plan = new PlanBuilder('restart', project.name);
  const graph = serviceGraph(declaredServices(project));
  const there = new Map(observed.services.map((service) => [serviceKey(project, service.name), service]));
  requireServices(named, new Set([...graph.keys(), ...there.keys()]));
  const undeclared = [...there.keys()].filter((key) => !graph.has(key));
  const order = dependencyOrder(
    new Map([...graph, ...undeclared.map((key) => [key, new Set<string>()] as const)]),
  );
  const chosen = noDeps ? new Set(named) : withFollowers(project, named);
  if (timeoutSeconds !== undefined)
    plan.warn('--timeout has no effect on a swarm: a task gets the stop_grace_period of its service');
  /** Also of a service that is left alone: the steps of those that it depends on itself. */
  const running = new Map<string, readonly StepId[]>();
  for (const key of order) {
    const service = there.get(key);
    const after = [...(graph.get(key) ?? [])].flatMap((other) => running.get(other) ?? []);
    running.set(key, after);
    if (named.length > 0 && !chosen.has(key)) continue;
    if (!service) {
      if (named.includes(key)) plan.warn(`service "${key}" is not on the swarm: up brings it there`);
      continue;
    }
    // A job would run again.
    if (!named.includes(key) && isJobThere(service.spec)) {
      plan.unchanged({ kind: 'service', name: service.name });
      continue;
    }
    running.set(key, [restartService(plan, observed, key, service, after)]);
  }
  if (plan.isEmpty() && there.size === 0)
    plan.warn(`No resource found to restart for project "${project.name}"`);
  return plan.build();
}

/** With those that ask to be restarted with them (`depends_on: restart: true`). */
function withFollowers({ services }: Project, named: readonly string[]): ReadonlySet<string> {
  const chosen = new Set(named);
  // What is added is looked at, too.
  for (const name of chosen)
    for (const [other, { dependsOn }] of services) if (dependsOn.get(name)?.restart) chosen.add(other);
  return chosen;
}

/** @returns the step after which its new tasks run */
function restartService(
  plan: PlanBuilder,
  observed: ObservedSwarm,
  key: string,
  service: ObservedSwarmService,
  after: readonly StepId[],
): StepId {
  const spec = forceUpdate(service.spec);
  refuseUpdate(key, { service, spec }, observed);
  const told = serviceUpdate(key, { service, spec }, observed);
  if (told) plan.update(told);
  const runs = runsOfJob(spec);
  if (runs !== undefined) plan.warn(`job ${key} ${runs}`);
  const { id, name, spec: had } = service;
  const tasks = taskEffect({ service, spec, paths: [], isForced: true }, observed);
  const update = plan.add({
    operation: { kind: 'update-swarm-service', service: key, id, name, spec, had, tasks },
    cause: BY_RESTART,
    after,
  });
  const until = isJobThere(service.spec) ? 'completed' : 'running';
  return plan.add({
    operation: { kind: 'await-tasks', service: key, name, until },
    cause: BY_RESTART,
    after: [update],
  });
}
