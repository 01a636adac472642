import type { ObservedContainer } from '../../model/observed.ts';
import type { PageChange, PageEdge, PageService } from '../../model/page-state.ts';
import type { Project } from '../../model/project.ts';
import { projectGraph } from '../../planner/graph/project-graph.ts';
import { declaredServices } from '../../planner/graph/service-graph.ts';
import { isOneOff, serviceOf } from '../../planner/snapshot/own-containers.ts';
import { serviceUrls } from '../../ui/tables/service-urls.ts';
import { containerView, worstStatus } from './container-view.ts';

export interface ServicesFacts {
  readonly project: Project;
  readonly containers: readonly ObservedContainer[];
  /** Of the pending plan. */
  readonly changes: readonly PageChange[];
  /** By service: `compose.yaml:3:5`. */
  readonly places: ReadonlyMap<string, string>;
  /** Where published ports answer. */
  readonly host: string;
  readonly hide: (text: string) => string;
}

/** Every service of the files, and those that only have containers left. */
export function servicesView(facts: ServicesFacts): Readonly<Record<string, PageService>> {
  const { project, containers } = facts;
  const byService = new Map<string, ObservedContainer[]>();
  for (const container of containers) {
    const service = serviceOf(container);
    if (service === undefined || isOneOff(container)) continue;
    byService.set(service, [...(byService.get(service) ?? []), container]);
  }
  const orphans = [...byService.keys()].filter((name) => !project.services.has(name));
  const names = [...project.services.keys(), ...orphans].sort();
  return Object.fromEntries(names.map((name) => [name, serviceView(name, byService.get(name) ?? [], facts)]));
}

function serviceView(
  name: string,
  observed: readonly ObservedContainer[],
  { project, changes, places, host, hide }: ServicesFacts,
): PageService {
  const spec = project.services.get(name);
  const wanted = spec ? (spec.scale ?? spec.deploy?.replicas ?? 1) : 0;
  const containers = observed.map((container) => containerView(container, hide));
  const image = spec?.image ?? (spec?.build ? 'built here' : containers[0]?.image);
  const at = places.get(name);
  const own = changes.filter(({ service, kind }) => service === name && kind === 'container');
  const disruption = own.map((change) => change.disruption).find((effect) => effect !== 'none');
  const { status, says } = worstStatus(containers, wanted);
  return {
    name,
    status,
    says: declaredServices(project).has(name) ? says : `${says}, not in the files`,
    ...(image !== undefined && { image: hide(image) }),
    wanted,
    containers: Object.fromEntries(containers.map((container) => [container.name, container])),
    addresses: [...new Set(serviceUrls(observed, host).map(({ url }) => url))],
    ...(at !== undefined && { at }),
    ...(own.length > 0 && { change: [...new Set(own.map(({ action }) => action))].join(', ') }),
    ...(disruption !== undefined && { disruption }),
  };
}

/** What services wait for, and what they share. */
export const edgesView = (project: Project): readonly PageEdge[] =>
  projectGraph(project).edges.flatMap(({ from, to, kind, label }) =>
    kind === 'depends-on' || kind === 'shares' ? [{ from: nameIn(from), to: nameIn(to), label }] : [],
  );

/** The graph calls them `service web`. */
const nameIn = (id: string): string => id.slice(id.indexOf(' ') + 1);
