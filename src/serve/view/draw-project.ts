import type { PageDrawing, PageEdge } from '../../model/page-state.ts';
import type { Project } from '../../model/project.ts';
import { projectGraph } from '../../planner/graph/project-graph.ts';
import { drawGroups } from './draw-groups.ts';
import { drawServices } from './draw-services.ts';
import { groupServices } from './group-services.ts';

/** A drawing of more with all its lines is read by nobody. */
const MOST_WITH_LINES = 60;

/** What the drawing of a project is made of: the same gives the same drawing. */
export interface DrawnProject {
  readonly names: readonly string[];
  readonly edges: readonly PageEdge[];
  /** By name; those that the files do not have are in none. */
  readonly profiles: Readonly<Record<string, readonly string[]>>;
  readonly networks: Readonly<Record<string, readonly string[]>>;
}

export function drawnOf(
  { services }: Pick<Project, 'services'>,
  names: readonly string[],
  edges: readonly PageEdge[],
): DrawnProject {
  const own = (key: string): boolean => key !== 'default';
  const specs = names.flatMap((name) => services.get(name) ?? []);
  return {
    names,
    edges,
    profiles: Object.fromEntries(specs.map(({ name, profiles }) => [name, profiles])),
    networks: Object.fromEntries(specs.map(({ name, networks }) => [name, [...networks.keys()].filter(own)])),
  };
}

export function drawProject({ names, edges, profiles, networks }: DrawnProject): PageDrawing {
  if (names.length <= MOST_WITH_LINES) return drawServices(names, edges);
  const services = names.map((name) => ({
    name,
    profiles: profiles[name] ?? [],
    networks: networks[name] ?? [],
  }));
  return drawGroups(groupServices(services, edges));
}

/** The same with networks and volumes, which are called `network front`. */
export function drawWithResources(
  project: Project,
  names: readonly string[],
  edges: readonly PageEdge[],
): PageDrawing {
  const isShown = (id: string): boolean => id.startsWith('network ') || id.startsWith('volume ');
  const graph = projectGraph(project);
  const uses = graph.edges.flatMap(({ from, to, label }) =>
    isShown(to) ? [{ from: from.slice('service '.length), to, label }] : [],
  );
  const resources = graph.nodes.flatMap(({ id }) => (isShown(id) ? [id] : []));
  return drawServices([...names, ...resources], [...edges, ...uses]);
}
