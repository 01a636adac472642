import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { PageCount, PageProject } from '../../model/page-overview.ts';
import { PAGE_STATUSES, type PageContainer, type PageStatus } from '../../model/page-state.ts';
import { containersByService } from '../../planner/snapshot/own-containers.ts';
import { containerView, worstStatus } from './container-view.ts';

export interface OverviewFacts {
  /** Of all projects. */
  readonly containers: readonly ObservedContainer[];
  /** Since when a container is in its state: milliseconds since 1970. */
  readonly sinceOf: (container: ObservedContainer) => number;
  /** Why the files of a project are not read. undefined: they are. */
  readonly unreadOf: (project: string) => string | undefined;
}

/** Every project that has a container, by name. */
export function overviewView(facts: OverviewFacts): Readonly<Record<string, PageProject>> {
  return Object.fromEntries(
    [...containersByProject(facts.containers)].map(([name, own]) => [name, projectView(name, own, facts)]),
  );
}

export function containersByProject(
  containers: readonly ObservedContainer[],
): ReadonlyMap<string, readonly ObservedContainer[]> {
  const projects = new Map<string, ObservedContainer[]>();
  for (const container of containers) {
    const name = container.labels[LABEL.project];
    if (name) projects.set(name, [...(projects.get(name) ?? []), container]);
  }
  return projects;
}

function projectView(
  name: string,
  members: readonly ObservedContainer[],
  { sinceOf, unreadOf }: OverviewFacts,
): PageProject {
  const observed = { containers: members, networks: [], volumes: [], images: new Map() };
  const byService = containersByService(observed);
  const services = [...byService].map(serviceView);
  const lasting = [...byService.values()].flat();
  const worst = services.toSorted((a, b) => rank(a.status) - rank(b.status))[0];
  const alike = lasting.filter((one) => worst && containerView(one, String).status === worst.status);
  const folder = members.map(({ labels }) => labels[LABEL.workingDir]).find((path) => path !== undefined);
  const unread = unreadOf(name);
  return {
    name,
    ...(worst ? stateOf(worst, services) : { status: 'stopped', says: 'one-offs alone' }),
    services: countRunning(services),
    containers: countRunning(lasting.map((one) => containerView(one, String))),
    since: Math.max(...(alike.length > 0 ? alike : members).map(sinceOf)),
    ...(folder !== undefined && { folder }),
    ...(unread !== undefined && { unread }),
  };
}

interface ServiceState {
  readonly name: string;
  readonly status: PageStatus;
  readonly says: string;
  readonly isRunning: boolean;
}

function serviceView([name, observed]: [string, readonly ObservedContainer[]]): ServiceState {
  const containers: readonly PageContainer[] = observed.map((container) => containerView(container, String));
  const isRunning = containers.some((container) => container.isRunning);
  return { name, isRunning, ...worstStatus(containers, containers.length) };
}

/** What is well is the same for all of them; what is not well has a name. */
function stateOf(
  { name, status, says }: ServiceState,
  services: readonly ServiceState[],
): Pick<PageProject, 'status' | 'says'> {
  const isWell = status === 'running' || status === 'done' || status === 'stopped';
  if (!isWell) return { status, says: `${name}: ${says}` };
  return { status, says: services.length === 1 ? says : status };
}

const countRunning = (items: readonly { readonly isRunning: boolean }[]): PageCount => ({
  running: items.filter(({ isRunning }) => isRunning).length,
  total: items.length,
});

/** A project whose jobs have ended is not done while somebody has stopped its other services. */
const rank = (status: PageStatus): number =>
  status === 'done' ? PAGE_STATUSES.length : PAGE_STATUSES.indexOf(status);
