import { gantry } from '../../diagnostics/hint.ts';
import { Problems } from '../../diagnostics/several-errors.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { StepId } from '../../model/ids.ts';
import { isJsonMap, type JsonMap } from '../../model/json.ts';
import type { ObservedSwarm, ObservedSwarmService } from '../../model/observed-swarm.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { secretHider } from '../../model/secret-hider.ts';
import { withoutSecrets } from '../diff/hide-secrets.ts';
import { dependencyOrder } from '../graph/graph.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, requireServices, serviceGraph } from '../graph/service-graph.ts';
import { compareService } from './compare-service.ts';
import { ingressPorts } from './ingress-ports.ts';
import { isJobThere } from './jobs.ts';
import { isWanted } from './node-load.ts';
import { portHandovers, withHandovers } from './port-handovers.ts';
import { refuseUpdate } from './refuse-update.ts';
import { changedFields } from './show-paths.ts';
import { serviceKey } from './swarm-names.ts';
import { serviceUpdate, taskEffect } from './task-effect.ts';

export interface SwarmRollbackIntent {
  /** Named on the command line; empty or absent: the one that has something to go back to. */
  readonly services?: readonly string[] | undefined;
  /** Bounds each wait. */
  readonly waitTimeoutMs?: number | undefined;
}

/** A service that goes back to what it was before its last change. */
interface Return {
  readonly key: string;
  readonly service: ObservedSwarmService;
  readonly previous: JsonMap;
}

/**
 * Services as they were before their last change: the swarm keeps that one, and goes back to it batch by batch, as `rollback_config` says.
 *
 * Error: UserError, or SeveralErrors, for a service that has nothing to go back to, whose secrets are gone, or that nobody chose among several.
 */
export function planSwarmRollback(
  project: Project,
  observed: ObservedSwarm,
  { services: named = [], waitTimeoutMs }: SwarmRollbackIntent = {},
): Plan {
  const plan = new PlanBuilder('rollback', project.name);
  const declared = declaredServices(project);
  const there = new Map(observed.services.map((service) => [serviceKey(project, service.name), service]));
  requireServices(named, new Set([...declared.keys(), ...there.keys()]));
  const problems = new Problems();
  const returns = (named.length > 0 ? named : onlyOne(there)).flatMap(
    (key) => problems.attempt(() => returnOf(key, there.get(key), observed)) ?? [],
  );
  problems.refuse();
  const byKey = new Map(returns.map((one) => [one.key, one]));
  const dependencies = serviceGraph(declared);
  const undeclared = [...byKey.keys()].filter((key) => !dependencies.has(key));
  const graph = withHandovers(
    new Map([...dependencies, ...undeclared.map((key) => [key, new Set<string>()] as const)]),
    portHandovers(
      returns.map(({ key, service, previous }) => ({
        service: key,
        has: ingressPorts(service.spec),
        wants: ingressPorts(previous),
      })),
    ),
  );
  const running = new Map<string, readonly StepId[]>();
  for (const key of dependencyOrder(graph)) {
    const after = [...(graph.get(key) ?? [])].flatMap((other) => running.get(other) ?? []);
    const one = byKey.get(key);
    running.set(key, one ? [addReturn(plan, project, observed, one, { after, waitTimeoutMs })] : after);
  }
  return plan.build();
}

/** Without names there is one way back, or nobody can say which of several is meant: each is of another time. */
function onlyOne(there: ReadonlyMap<string, ObservedSwarmService>): readonly string[] {
  const able = [...there].filter(([, service]) => hasReturn(service));
  if (able.length === 1) return able.map(([key]) => key);
  if (able.length === 0)
    throw new UserError('bad-usage', 'no service has something to go back to', {
      hint: 'a swarm keeps what a service was before its last change, until it has gone back by itself: change the files, and bring them there with up',
    });
  throw new UserError(
    'bad-usage',
    `${able.length} services can go back, each to what it was before its own last change: ${able.map(([key]) => key).join(', ')}`,
    { hint: ['name those that are meant: ', gantry('rollback', ...able.map(([key]) => key))] },
  );
}

/** Of a job it would be another run, and not what it did before. */
const hasReturn = (service: ObservedSwarmService): boolean =>
  service.previousSpec !== undefined && !isJobThere(service.spec);

/** Error: UserError `bad-usage` when it has nothing to go back to, `missing-external` when what it needs for that is gone. */
function returnOf(key: string, service: ObservedSwarmService | undefined, observed: ObservedSwarm): Return {
  const about = { of: ['services', key], settings: [] };
  if (!service) throw new UserError('bad-usage', `service "${key}" is not on the swarm`, { about });
  if (isJobThere(service.spec))
    throw new UserError('bad-usage', `service "${key}" is a job: what it did stays done`, {
      hint: 'bring the former files there with up, and it runs again as they say',
      about,
    });
  const { previousSpec, updateStatus } = service;
  if (previousSpec === undefined) {
    const wasTaken = updateStatus?.state.startsWith('rollback_') === true;
    throw new UserError(
      'bad-usage',
      wasTaken
        ? `the swarm has taken the last update of service "${key}" back already (${updateStatus.message}), and keeps nothing from before that`
        : `service "${key}" is as it was made: it has nothing to go back to`,
      { hint: 'bring the former files there with up', about },
    );
  }
  const kept = new Set([...observed.secrets, ...observed.configs].map(({ name }) => name));
  const gone = service.previousFiles.filter((name) => !kept.has(name));
  // The swarm would agree, and then none of the tasks could start.
  if (gone.length > 0)
    throw new UserError(
      'missing-external',
      `service "${key}" cannot go back: the swarm does not have ${gone.join(', ')} any more`,
      { hint: 'bring the former files there with up: it makes what they need', about },
    );
  return { key, service, previous: previousSpec };
}

/** Somebody has asked for it already. Asked again, the swarm would turn round, and go forward. */
const isGoingBack = ({ updateStatus }: ObservedSwarmService): boolean =>
  updateStatus?.state === 'rollback_started';

interface Order {
  readonly after: readonly StepId[];
  readonly waitTimeoutMs: number | undefined;
}

/** @returns the step after which its former tasks run */
function addReturn(
  plan: PlanBuilder,
  project: Project,
  observed: ObservedSwarm,
  { key, service, previous }: Return,
  { after, waitTimeoutMs }: Order,
): StepId {
  const { id, name, spec: had } = service;
  const wait: OperationOf<'await-tasks'> = {
    kind: 'await-tasks',
    ...{ service: key, name, until: 'running' },
    ...(waitTimeoutMs === undefined ? {} : { timeoutMs: waitTimeoutMs }),
  };
  if (isGoingBack(service))
    return plan.add({
      operation: { ...wait, goesBack: true },
      cause: { kind: 'not-running', state: 'going back already' },
      after,
    });
  const networkNames = new Map(observed.networks.map((network) => [String(network.id), network.name]));
  const difference = compareService(previous, had, { networkNames });
  const cause: Cause = {
    kind: 'changed',
    fields: withoutSecrets(
      changedFields(difference, had, networkNames),
      { project, hide: secretHider(project) },
      key,
    ),
  };
  const tasks = taskEffect({ service, spec: previous, paths: difference.paths, isForced: false }, observed);
  const way = hasTaskWithoutNode(service, observed) ? {} : ({ goesBack: true } as const);
  if (tasks === 'replaced') {
    const spec = way.goesBack ? asReturn(previous) : previous;
    refuseUpdate(key, { service, spec }, observed);
    const told = serviceUpdate(key, { service, spec }, observed);
    if (told) plan.update(told);
  }
  const update = plan.add({
    operation: {
      kind: 'update-swarm-service',
      ...{ service: key, id, name, spec: previous, had, tasks },
      ...way,
    },
    cause,
    after,
  });
  return plan.add({ operation: { ...wait, ...way }, cause, after: [update] });
}

/** Its batches are those of `rollback_config`. */
function asReturn({ RollbackConfig, UpdateConfig: _, ...rest }: JsonMap): JsonMap {
  return { ...rest, ...(isJsonMap(RollbackConfig) ? { UpdateConfig: RollbackConfig } : {}) };
}

/**
 * A swarm that is told to go back waits a minute for the end of a task that no node has (Docker Engine 26). One that is asked for the former
 * settings by an update does not.
 */
const hasTaskWithoutNode = ({ id }: ObservedSwarmService, { tasks }: ObservedSwarm): boolean =>
  tasks.some((task) => task.serviceId === id && task.nodeId === undefined && isWanted(task));
