import { rowsToShow } from '../../model/page-services.ts';
import type { PageEdge, PageService, PageState } from '../../model/page-state.ts';

/** A line of the tree. */
export interface TreeRow {
  readonly service: PageService;
  /** `│  └─ `; empty for one that nobody waits for. */
  readonly branch: string;
  /** What the one above it waits for: `healthy`. */
  readonly label: string;
  /** It stands above too, with all below it. */
  readonly isRepeated: boolean;
}

/**
 * The services as a tree: below each one what it waits for. One that several wait for has its own below it only the first time. With a
 * filter they are a list.
 */
export function serviceTree(
  { services, edges }: Pick<PageState, 'services' | 'edges'>,
  filter: string,
): readonly TreeRow[] {
  const shown = rowsToShow(services, filter);
  if (filter.trim() !== '')
    return shown.map((service) => ({ service, branch: '', label: '', isRepeated: false }));
  const order = new Map(shown.map(({ name }, index) => [name, index]));
  const below = edgesByService(edges, order);
  const awaited = new Set(edges.map(({ to }) => to));
  const rows: TreeRow[] = [];
  const seen = new Set<string>();
  const add = (service: PageService, front: string, edge?: Edge): void => {
    const { name } = service;
    const inner = below.get(name) ?? [];
    rows.push({
      service,
      branch: edge ? `${front}${edge.isLast ? '└─ ' : '├─ '}` : '',
      label: edge?.label ?? '',
      isRepeated: seen.has(name) && inner.length > 0,
    });
    if (seen.has(name)) return;
    seen.add(name);
    const next = edge ? `${front}${edge.isLast ? '   ' : '│  '}` : '';
    for (const [index, { to, label }] of inner.entries()) {
      const target = services[to];
      if (target) add(target, next, { label, isLast: index === inner.length - 1 });
    }
  };
  for (const service of shown) if (!awaited.has(service.name)) add(service, '');
  // What waits for each other in a circle has nobody above it.
  for (const service of shown) if (!seen.has(service.name)) add(service, '');
  return rows;
}

type Edge = Pick<PageEdge, 'label'> & { readonly isLast: boolean };

/** Of the services that are shown, in the order of what they lead to. */
function edgesByService(
  edges: readonly PageEdge[],
  order: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly PageEdge[]> {
  const byService = new Map<string, PageEdge[]>();
  for (const edge of edges.toSorted((a, b) => (order.get(a.to) ?? 0) - (order.get(b.to) ?? 0))) {
    if (!order.has(edge.to)) continue;
    const known = byService.get(edge.from);
    if (known) known.push(edge);
    else byService.set(edge.from, [edge]);
  }
  return byService;
}
