import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { closure, dependencyOrder, reversed } from '../graph/graph.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, requireServices, serviceGraph } from '../graph/service-graph.ts';
import { hooksOf } from '../request/hooks.ts';
import type { DownIntent } from '../snapshot/intent.ts';
import { anonymousVolumes, serviceOf } from '../snapshot/own-containers.ts';
import { projectFromLabels } from '../snapshot/project-from-labels.ts';
import { listNames, sortByName } from '../snapshot/sort-by-name.ts';
import { removeLeftHelpers } from '../work/left-helpers.ts';
import { PortHolders } from '../work/port-holders.ts';
import { addProviderStep } from '../work/providers.ts';
import { stopInReverse } from '../work/reverse-stops.ts';
import { Stops } from '../work/stops.ts';
import { throwAwayAnonymous } from '../work/trash.ts';
import {
  BY_DOWN,
  builtToRemove,
  imagesToRemove,
  removeImages,
  removeMarkers,
  removeNetworks,
  removeVolumes,
  type Scope,
} from './remove-resources.ts';

/**
 * Takes away what the project started, whatever profiles are active now: containers, what depends on something
 * before that, each removed as soon as it has stopped; then networks, and volumes when asked for.
 */
export function planDown(project: Project, observed: Observed, intent: DownIntent = {}): Plan {
  const plan = new PlanBuilder('down', project.name);
  const declared = declaredServices(project);
  // What the files no longer declare has its dependencies on its labels.
  const services = new Map<string, ServiceSpec>([
    ...projectFromLabels(project.name, observed).services,
    ...declared,
  ]);
  const graph = serviceGraph(services);
  const named = intent.services ?? [];
  requireServices(named, new Set(services.keys()));
  const chosen = named.length > 0 ? closure(reversed(graph), named) : new Set(services.keys());

  const goes = ({ labels }: ObservedContainer): boolean => {
    const service = labels[LABEL.service] ?? '';
    if (named.length > 0) return chosen.has(service);
    return declared.has(service) || intent.removeOrphans === true;
  };
  const going = observed.containers.filter(goes);
  const staying = observed.containers.filter((container) => !goes(container));
  const helpers = removeLeftHelpers(plan, observed);
  const removals = removeContainers({ plan, project, observed }, graph, going, chosen, intent);
  if (named.length === 0 && staying.length > 0)
    plan.warn(
      `orphan containers, which no service of the files accounts for, stay: ${listNames(staying)}; --remove-orphans removes them`,
    );

  const scope: Scope = {
    going: [...going, ...(observed.holdHelpers ?? [])],
    staying,
    partial: named.length > 0,
    removals: new Map([...removals, ...helpers]),
  };
  removeNetworks(plan, project, observed, scope);
  if (intent.volumes) removeVolumes(plan, project, observed, scope, intent.trash);
  else if (named.length === 0) removeMarkers(plan, project, observed, scope);
  const byName = intent.rmi ? imagesToRemove(project, chosen, observed, intent.rmi) : [];
  removeImages(plan, [...byName.map((image) => ({ image })), ...builtToRemove(intent, chosen, scope)], scope);
  // The words and the condition of docker compose: where networks are declared, finding none of them is no surprise.
  const declaresNetworks = [...project.networks.values()].some(({ external }) => !external);
  // A mistyped instance is another project, of which there is nothing.
  if (plan.isEmpty() && staying.length === 0 && (!declaresNetworks || project.instance))
    plan.warn(`No resource found to remove for project "${project.name}"`);
  return plan.build();
}

interface DownWork {
  readonly plan: PlanBuilder;
  readonly project: Project;
  readonly observed: Observed;
}

function removeContainers(
  { plan, project, observed }: DownWork,
  graph: ReadonlyMap<string, ReadonlySet<string>>,
  going: readonly ObservedContainer[],
  chosen: ReadonlySet<string>,
  { timeoutSeconds, kill = false, volumes = false, trash }: DownIntent,
): ReadonlyMap<string, StepId> {
  const stops = new Stops(plan, project, timeoutSeconds, new PortHolders());
  const byService = new Map<string, ObservedContainer[]>();
  for (const container of sortByName(going)) {
    const service = serviceOf(container) ?? '';
    byService.set(service, [...(byService.get(service) ?? []), container]);
  }
  // Containers without a service, and one-offs of services that are gone, depend on nothing that we know.
  const complete = new Map([
    ...[...byService.keys()].map((name) => [name, new Set<string>()] as const),
    ...graph,
  ]);
  const declared = declaredServices(project);
  const hasHook = [...byService.keys()].some((name) => {
    const service = declared.get(name);
    return service !== undefined && hooksOf(service, 'pre_stop').length > 0;
  });
  // The engine kills what is removed while it runs; a hook may need the containers of other services.
  const stopping = kill && !hasHook ? new Map<string, ObservedContainer[]>() : byService;
  stopInReverse(stops, complete, stopping, BY_DOWN, (service, after) =>
    chosen.has(service)
      ? addProviderStep(plan, project, service, { verb: 'down', cause: BY_DOWN, after })
      : undefined,
  );
  const removals = new Map<string, StepId>();
  for (const service of dependencyOrder(reversed(complete)))
    for (const container of byService.get(service) ?? []) {
      const remove = plan.add({
        operation: {
          kind: 'remove-container',
          container: { id: container.id },
          name: container.name,
          withVolumes: volumes && !trash,
          ...(volumes && !trash ? { anonymousVolumes: Object.keys(anonymousVolumes(container)).length } : {}),
        },
        cause: BY_DOWN,
        after: stops.stepsOf(container.id),
      });
      removals.set(container.id, remove);
      const thrown = { project: project.name, by: 'down -v', cause: BY_DOWN, after: [remove] };
      if (volumes && trash) throwAwayAnonymous(plan, observed, container, { ...thrown, trash });
    }
  return removals;
}
