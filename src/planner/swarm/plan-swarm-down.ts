import type { StepId } from '../../model/ids.ts';
import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import { STACK } from '../../model/labels.ts';
import type { ObservedSwarm, ObservedSwarmService } from '../../model/observed-swarm.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { closure, dependencyOrder, reversed } from '../graph/graph.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, requireServices, serviceGraph } from '../graph/service-graph.ts';
import { NODE_LABEL, serviceKey } from './swarm-names.ts';
import { volumesByNode } from './volumes-by-node.ts';

export interface SwarmDownIntent {
  /** Named on the command line, with everything that depends on them; empty or absent: all. */
  readonly services?: readonly string[] | undefined;
  /** Also those that the files do not have. Absent: where there are no files, all. */
  readonly removeOrphans?: boolean | undefined;
}

/** What somebody asked for that a swarm does not do. */
interface NodeIntent {
  readonly volumes?: boolean | undefined;
  readonly images?: boolean | undefined;
}

const BY_DOWN: Cause = { kind: 'requested', by: 'down' };

/**
 * Takes the project from the swarm: what depends on something before that, each when the containers of the ones before have ended; then
 * what nobody uses any more. Volumes stay on the nodes.
 */
export function planSwarmDown(
  project: Project,
  observed: ObservedSwarm,
  intent: SwarmDownIntent & NodeIntent = {},
): Plan {
  const plan = new PlanBuilder('down', project.name);
  addSwarmDown({ plan, project, observed, cause: BY_DOWN }, intent);
  tellOfForgottenNodes(plan, project, observed);
  if (intent.volumes) tellOfVolumes(plan, observed);
  if (intent.images)
    plan.warn('images stay on their nodes: a swarm removes none, so remove them on the engine of each node');
  if (plan.isEmpty() && observed.services.length === 0)
    plan.warn(`No resource found to remove for project "${project.name}"`);
  return plan.build();
}

/** Volumes are of nodes, and no manager knows them: the tasks that a swarm still remembers tell where there are some. */
function tellOfVolumes(plan: PlanBuilder, observed: ObservedSwarm): void {
  const byNode = volumesByNode(removedServices(plan, observed), observed);
  plan.warn(
    byNode.size === 0
      ? 'volumes stay on their nodes: a swarm removes none, and none of these services has one of the project'
      : 'volumes stay on their nodes: a swarm removes none. They may be on other nodes too, where tasks were long ago',
  );
  for (const [node, volumes] of byNode)
    plan.warn(`to remove those of ${node}, on its engine: docker volume rm ${[...volumes].sort().join(' ')}`);
}

/** The label of a service is all that says which node has its data. */
function tellOfForgottenNodes(plan: PlanBuilder, project: Project, observed: ObservedSwarm): void {
  for (const { name, labels } of removedServices(plan, observed)) {
    const node = labels[NODE_LABEL];
    if (node === undefined) continue;
    const hostname = observed.nodes.find((one) => one.id === node)?.hostname ?? node;
    plan.warn(
      `service "${serviceKey(project, name)}" was moved here with its data, which is on ${hostname}: to have it there again after this, write \`deploy: {placement: {constraints: [node.hostname == ${hostname}]}}\` into the file`,
    );
  }
}

function removedServices(plan: PlanBuilder, { services }: ObservedSwarm): readonly ObservedSwarmService[] {
  const going = new Set(
    plan
      .build()
      .steps.flatMap(({ operation }) => (operation.kind === 'remove-swarm-service' ? [operation.id] : [])),
  );
  return services.filter(({ id }) => going.has(id));
}

interface Removing {
  readonly plan: PlanBuilder;
  readonly project: Project;
  readonly observed: ObservedSwarm;
  readonly cause: Cause;
}

/** The same, as a part of a plan. */
export function addSwarmDown(removing: Removing, intent: SwarmDownIntent): void {
  const { plan, project, observed } = removing;
  const declared = declaredServices(project);
  const named = intent.services ?? [];
  const known = new Set([
    ...declared.keys(),
    ...observed.services.map(({ name }) => serviceKey(project, name)),
  ]);
  requireServices(named, known);
  const graph = serviceGraph(declared);
  const chosen = named.length > 0 ? closure(reversed(graph), named) : known;
  const orphans = observed.services.filter(({ name }) => !declared.has(serviceKey(project, name)));
  const takesOrphans = intent.removeOrphans || project.origin === 'labels';
  const goes = ({ name }: ObservedSwarmService): boolean => {
    const key = serviceKey(project, name);
    return named.length > 0 ? chosen.has(key) : takesOrphans || declared.has(key);
  };

  const ended = removeServices(removing, observed.services.filter(goes), declared);
  const left = awaitLeftTasks(removing);
  if (named.length === 0 && !takesOrphans && orphans.length > 0)
    plan.warn(
      `services that the files do not have stay: ${orphans.map(({ name }) => name).join(', ')}; --remove-orphans removes them`,
    );
  // Whoever stays may use them.
  if (observed.services.every(goes)) removeRest(removing, new Users(observed, ended, left));
}

/** @returns by the id of a service: the step after which its containers have ended */
function removeServices(
  { plan, project, cause }: Removing,
  going: readonly ObservedSwarmService[],
  declared: ReadonlyMap<string, ServiceSpec>,
): ReadonlyMap<string, StepId> {
  const byKey = new Map(going.map((service) => [serviceKey(project, service.name), service]));
  const undeclared = [...byKey.keys()]
    .filter((key) => !declared.has(key))
    .map((key) => [key, new Set<string>()] as const);
  const dependents = reversed(new Map([...undeclared, ...serviceGraph(declared)]));
  const endedBy = new Map<string, StepId>();
  for (const key of dependencyOrder(dependents)) {
    const service = byKey.get(key);
    if (!service) continue;
    const remove = plan.add({
      operation: { kind: 'remove-swarm-service', service: key, id: service.id, name: service.name },
      cause,
      after: [...(dependents.get(key) ?? [])].flatMap((other) => endedBy.get(other) ?? []),
    });
    const ended = plan.add({
      operation: { kind: 'await-tasks', service: key, name: service.name, id: service.id, until: 'gone' },
      cause,
      after: [remove],
    });
    endedBy.set(key, ended);
  }
  return new Map(
    [...byKey].flatMap(([key, { id }]) => {
      const ended = endedBy.get(key);
      return ended === undefined ? [] : [[id, ended] as const];
    }),
  );
}

/** A command before this one has removed their service, and did not live to see them end. */
function awaitLeftTasks({ plan, observed: { services, tasks }, cause }: Removing): readonly StepId[] {
  const there = new Set(services.map(({ id }) => id));
  const left = new Set(tasks.map(({ serviceId }) => serviceId).filter((id) => !there.has(id)));
  return [...left].map((id) =>
    plan.add({
      operation: { kind: 'await-tasks', service: id, name: id, id, until: 'gone' },
      cause,
    }),
  );
}

/** Who uses what: each thing is removed when its own users have ended. With all of them, a plan would grow by the square. */
class Users {
  readonly #steps = new Map<string, StepId[]>();
  readonly #left: readonly StepId[];

  /** @param left steps of services that nothing else is known of */
  constructor({ services }: ObservedSwarm, ended: ReadonlyMap<string, StepId>, left: readonly StepId[]) {
    this.#left = left;
    for (const { id, files, spec } of services) {
      const step = ended.get(id);
      if (step !== undefined) for (const used of [...files, ...networksOf(spec)]) this.#add(used, step);
    }
  }

  /** @param used the name of a secret or config, or the id of a network */
  of(used: string): readonly StepId[] {
    return [...this.#left, ...(this.#steps.get(used) ?? [])];
  }

  #add(used: string, step: StepId): void {
    const steps = this.#steps.get(used);
    if (steps) steps.push(step);
    else this.#steps.set(used, [step]);
  }
}

function networksOf({ TaskTemplate }: JsonMap): readonly string[] {
  const uses = isJsonMap(TaskTemplate) ? TaskTemplate.Networks : undefined;
  return Array.isArray(uses)
    ? uses.flatMap((use: Json) => (isJsonMap(use) && typeof use.Target === 'string' ? [use.Target] : []))
    : [];
}

/** A network could be removed before, but containers would lose it that have not ended. */
function removeRest({ plan, project, observed, cause }: Removing, users: Users): void {
  const isOwn = ({ labels }: { readonly labels: Readonly<Record<string, string>> }): boolean =>
    labels[STACK.namespace] === project.name;
  for (const { id, name } of observed.networks.filter(isOwn))
    plan.add({
      operation: { kind: 'remove-swarm-network', id, name },
      cause,
      after: users.of(id),
    });
  for (const [what, objects] of [
    ['secret', observed.secrets],
    ['config', observed.configs],
  ] as const)
    for (const { id, name } of objects.filter(isOwn))
      plan.add({
        operation: { kind: 'remove-swarm-file', what, id, name },
        cause,
        after: users.of(name),
      });
}
