import type { ProjectGraph } from '../../model/project-graph.ts';
import type { Box } from './route-edge.ts';

/** Pixels. */
const BETWEEN_BOXES = 24;
const BETWEEN_COLUMNS = 90;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Boxes in columns, each to the right of all that lead to it, in their own order. For graphs that a thorough layout takes too long for,
 * or too deep a stack.
 */
export function plainLayout(
  { nodes, edges }: ProjectGraph,
  sizes: ReadonlyMap<string, Size>,
  margin: number,
): Size & { readonly boxes: ReadonlyMap<string, Box> } {
  const columns = columnOf(
    nodes.map(({ id }) => id),
    edges,
  );
  const widths: number[] = [];
  for (const [id, column] of columns)
    widths[column] = Math.max(widths[column] ?? 0, sizes.get(id)?.width ?? 0);
  const lefts: number[] = [];
  let right = margin;
  for (const [column, width] of widths.entries()) {
    lefts[column] = right;
    right += width + BETWEEN_COLUMNS;
  }
  const bottoms: number[] = [];
  const boxes = new Map<string, Box>();
  for (const { id } of nodes) {
    const column = columns.get(id) ?? 0;
    const { width, height } = sizes.get(id) ?? { width: 0, height: 0 };
    const top = bottoms[column] ?? margin;
    const x = (lefts[column] ?? margin) + (widths[column] ?? 0) / 2;
    boxes.set(id, { x, y: top + height / 2, width, height });
    bottoms[column] = top + height + BETWEEN_BOXES;
  }
  const height = bottoms.reduce((lowest, bottom) => Math.max(lowest, bottom), 0) - BETWEEN_BOXES + margin;
  return { boxes, width: right - BETWEEN_COLUMNS + margin, height };
}

/** The length of the longest way to each node; what is in a circle stands at the left. */
function columnOf(ids: readonly string[], edges: ProjectGraph['edges']): ReadonlyMap<string, number> {
  const columns = new Map(ids.map((id) => [id, 0]));
  const open = new Map(ids.map((id) => [id, 0]));
  const leading = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { from, to } of edges) {
    leading.get(from)?.push(to);
    open.set(to, (open.get(to) ?? 0) + 1);
  }
  const ready = ids.filter((id) => open.get(id) === 0);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    const next = (columns.get(id) ?? 0) + 1;
    for (const to of leading.get(id) ?? []) {
      columns.set(to, Math.max(columns.get(to) ?? 0, next));
      const left = (open.get(to) ?? 0) - 1;
      open.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return columns;
}
