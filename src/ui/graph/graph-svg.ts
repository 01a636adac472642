import dagre from '@dagrejs/dagre';
import stringWidth from 'string-width';
import type { GraphEdge, GraphNode, ProjectGraph } from '../../model/project-graph.ts';
import { visible } from '../../util/disarm.ts';
import { changeLine, linesOf } from './graph-text.ts';
import { plainLayout } from './plain-layout.ts';
import { type Box, columnsOf, type Point, route } from './route-edge.ts';

/** Pixels. */
const CHARACTER = 7.3;
const LINE = 17;
const PADDING = 12;
const MARGIN = 20;
const TITLE = 34;
/** For more boxes, the thorough layout takes minutes, and a long chain takes more stack than there is. */
const MOST_ARRANGED = 500;

/**
 * An SVG picture. Browsers use the colours of the page, other programs light ones. A dependency is to the right of its dependents.
 */
export function graphSvg(graph: ProjectGraph): string {
  const { width, height, boxOf, bendsOf } =
    graph.nodes.length > MOST_ARRANGED ? inColumns(graph) : arranged(graph);
  const columns = columnsOf(graph.nodes.map(({ id }) => boxOf(id)));
  const edges = graph.edges.map((edge, index) => {
    const { points, label } = bendsOf(edge, index);
    return drawEdge(edge, route(points, boxOf(edge.from), boxOf(edge.to), columns), label);
  });
  const nodes = graph.nodes.map((node) => drawNode(node, boxOf(node.id)));
  const wide = Math.ceil(Math.max(width, stringWidth(graph.project) * 9 + 2 * MARGIN, 240));
  const high = Math.ceil(height + TITLE);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" width="${wide}" height="${high}" role="img">`,
    `<title>${escapeXml(graph.project)}</title>`,
    STYLE,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0 L8 4 L0 8 z"/></marker></defs>',
    `<rect class="page" width="${wide}" height="${high}"/>`,
    `<text class="title" x="${MARGIN}" y="24">${escapeXml(graph.project)}</text>`,
    `<g transform="translate(0 ${TITLE})">`,
    ...edges,
    ...nodes,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

interface Layout {
  readonly width: number;
  readonly height: number;
  boxOf(id: string): Box;
  bendsOf(edge: GraphEdge, index: number): { readonly points: readonly Point[]; readonly label: Point };
}

/** Few edges cross, and none crosses a box. */
function arranged(graph: ProjectGraph): Layout {
  const layout = new dagre.graphlib.Graph({ multigraph: true });
  layout.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 90, edgesep: 14, marginx: MARGIN, marginy: MARGIN });
  for (const node of graph.nodes) layout.setNode(node.id, sizeOf(linesOf(node)));
  for (const [index, edge] of graph.edges.entries())
    layout.setEdge(edge.from, edge.to, labelSize(edge), String(index));
  dagre.layout(layout);
  const { width = 0, height = 0 } = layout.graph();
  return {
    width,
    height,
    boxOf(id) {
      const { x = 0, y = 0, width: nodeWidth, height: nodeHeight } = layout.node(id);
      return { x, y, width: nodeWidth, height: nodeHeight };
    },
    bendsOf(edge, index) {
      const { points = [], x = 0, y = 0 } = layout.edge({ v: edge.from, w: edge.to, name: String(index) });
      return { points, label: { x, y } };
    },
  };
}

function inColumns(graph: ProjectGraph): Layout {
  const sizes = new Map(graph.nodes.map((node) => [node.id, sizeOf(linesOf(node))]));
  const { width, height, boxes } = plainLayout(graph, sizes, MARGIN);
  const boxOf = (id: string): Box => boxes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  return {
    width,
    height,
    boxOf,
    bendsOf({ from, to }) {
      const [a, b] = [boxOf(from), boxOf(to)];
      return { points: [], label: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
    },
  };
}

function sizeOf(lines: readonly string[]): { width: number; height: number } {
  const widest = Math.max(...lines.map((line) => stringWidth(line)));
  return { width: widest * CHARACTER + 2 * PADDING, height: lines.length * LINE + PADDING };
}

/** Room for the label, in the middle of the edge. */
function labelSize({ label }: GraphEdge): { width: number; height: number; labelpos: 'c' } {
  return {
    width: label === '' ? 0 : stringWidth(label) * 6.2 + 8,
    height: label === '' ? 0 : 16,
    labelpos: 'c',
  };
}

function drawEdge({ kind, label, required }: GraphEdge, points: readonly Point[], at: Point): string {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join(' ');
  const line = `<path class="edge ${kind}${required === false ? ' optional' : ''}" d="${path}" marker-end="url(#arrow)"/>`;
  if (label === '') return line;
  return `${line}<text class="label" x="${round(at.x)}" y="${round(at.y + 4)}">${escapeXml(label)}</text>`;
}

function drawNode(node: GraphNode, { x, y, width, height }: Box): string {
  const left = round(x - width / 2);
  const top = round(y - height / 2);
  const corner = node.kind === 'network' ? round(height / 2) : 5;
  const lines = linesOf(node).map((line, index) => {
    const style =
      index === 0
        ? 'name'
        : node.change !== undefined && line === changeLine(node.change)
          ? 'change'
          : 'detail';
    return `<text class="${style}" x="${round(x)}" y="${round(y - height / 2 + PADDING / 2 + (index + 0.75) * LINE)}">${escapeXml(line)}</text>`;
  });
  const changes = node.change === undefined ? '' : ' changes';
  return `<g class="${node.kind}${changes}"><rect class="box" x="${left}" y="${top}" width="${round(width)}" height="${round(height)}" rx="${corner}"/>${lines.join('')}</g>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** XML has no control characters, no halves of characters and two more that it forbids. */
const escapeXml = (text: string): string =>
  visible(text)
    .replace(/[\ud800-\udfff\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const LIGHT = {
  page: '#ffffff',
  ink: '#1f2937',
  soft: '#6b7280',
  service: '#dbeafe',
  network: '#dcfce7',
  volume: '#fef3c7',
  file: '#f3e8ff',
  change: '#c2410c',
};

const DARK: typeof LIGHT = {
  page: '#111827',
  ink: '#f3f4f6',
  soft: '#9ca3af',
  service: '#1e3a8a',
  network: '#14532d',
  volume: '#713f12',
  file: '#581c87',
  change: '#fb923c',
};

/** Literal colours: outside of browsers few programs support variables, and the others would draw everything in black. */
const colours = ({ page, ink, soft, service, network, volume, file, change }: typeof LIGHT): string =>
  `.page { fill: ${page}; } text { fill: ${ink}; } .detail, .label, .head { fill: ${soft}; } .label { stroke: ${page}; }
.box, .edge { stroke: ${soft}; } .service .box { fill: ${service}; } .network .box { fill: ${network}; }
.volume .box, .bind .box { fill: ${volume}; } .secret .box, .config .box { fill: ${file}; }
.change { fill: ${change}; } .changes .box { stroke: ${change}; }`;

/** The colours of the reader's page, light or dark. */
const STYLE = `<style>
text { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 12px; text-anchor: middle; }
.title { font-size: 15px; font-weight: 600; text-anchor: start; }
.name, .change { font-weight: 600; } .box { stroke-width: 1; } .changes .box { stroke-width: 2; }
.label { font-size: 10px; paint-order: stroke; stroke-width: 4px; } .edge { fill: none; stroke-width: 1.3; }
.joins, .mounts, .reads { stroke-dasharray: 5 4; } .optional { stroke-dasharray: 2 3; }
${colours(LIGHT)}
@media (prefers-color-scheme: dark) {
${colours(DARK)}
}
</style>`;
