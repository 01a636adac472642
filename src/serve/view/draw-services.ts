import dagre from '@dagrejs/dagre';
import type { PageBox, PageDrawing, PageEdge, PageLine } from '../../model/page-state.ts';

/** Pixels. */
const BOX = { width: 196, height: 60 };
const MARGIN = 16;
const GAP = 20;
/** The thorough layout of more takes a second. */
const MOST_THOROUGH = 60;
/** Above this a layout that looks at crossings takes seconds. */
const MOST_ARRANGED = 200;

/** What is waited for stands to the right. The same names and edges give the same drawing. */
export function drawServices(names: readonly string[], edges: readonly PageEdge[]): PageDrawing {
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const tied = names.filter((name) => joined.has(name));
  const alone = names.filter((name) => !joined.has(name));
  const arranged = tied.length > MOST_ARRANGED ? inGrid(names, 0) : arrange(tied, edges);
  if (tied.length > MOST_ARRANGED) return arranged;
  const rest = inGrid(alone, arranged.height);
  return {
    width: Math.max(arranged.width, rest.width),
    height: Math.max(arranged.height, rest.height),
    boxes: { ...arranged.boxes, ...rest.boxes },
    lines: arranged.lines,
  };
}

function arrange(names: readonly string[], edges: readonly PageEdge[]): PageDrawing {
  if (names.length === 0) return { width: 0, height: 0, boxes: {}, lines: [] };
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  const ranker = names.length > MOST_THOROUGH ? 'tight-tree' : 'network-simplex';
  graph.setGraph({
    rankdir: 'LR',
    nodesep: GAP,
    ranksep: 70,
    edgesep: 12,
    marginx: MARGIN,
    marginy: MARGIN,
    ranker,
  });
  for (const name of names) graph.setNode(name, { ...BOX });
  for (const [index, { from, to }] of edges.entries())
    graph.setEdge(from, to, { width: 0, height: 0 }, String(index));
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const boxes = Object.fromEntries(names.map((name): [string, PageBox] => [name, boxOf(graph.node(name))]));
  const lines = edges.map(({ from, to, label }, index): PageLine => {
    const found: { readonly points?: readonly Point[] } = graph.edge({ v: from, w: to, name: String(index) });
    const points = (found.points ?? []).map(({ x, y }) => [Math.round(x), Math.round(y)] as const);
    return { from, to, label, points };
  });
  return { width: Math.ceil(width), height: Math.ceil(height), boxes, lines };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const boxOf = ({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): PageBox => ({
  x: Math.round(x),
  y: Math.round(y),
  ...BOX,
});

/** Services that nothing ties to others: about as wide as high. */
function inGrid(names: readonly string[], top: number): PageDrawing {
  if (names.length === 0) return { width: 0, height: 0, boxes: {}, lines: [] };
  const columns = Math.max(1, Math.round(Math.sqrt((names.length * BOX.height) / BOX.width) * 1.6));
  const [wide, high] = [BOX.width + GAP, BOX.height + GAP];
  const boxes = names.map((name, index): [string, PageBox] => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const x = MARGIN + column * wide + BOX.width / 2;
    return [name, { x, y: top + MARGIN + row * high + BOX.height / 2, ...BOX }];
  });
  return {
    width: 2 * MARGIN + Math.min(columns, names.length) * wide - GAP,
    height: top + 2 * MARGIN + Math.ceil(names.length / columns) * high - GAP,
    boxes: Object.fromEntries(boxes),
    lines: [],
  };
}
