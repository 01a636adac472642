import type { GraphEdge, GraphNode, GraphNodeKind, ProjectGraph } from '../../model/project-graph.ts';
import { visible } from '../../util/disarm.ts';

/** A drawing for Graphviz. */
export function graphDot({ project, nodes, edges }: ProjectGraph): string {
  return [
    `digraph ${quoted(project)} {`,
    '  rankdir=LR;',
    '  node [fontname="sans-serif", fontsize=11];',
    '  edge [fontname="sans-serif", fontsize=9];',
    ...nodes.map((node) => `  ${quoted(node.id)} [${dotAttributes(node)}];`),
    ...edges.map((edge) => `  ${quoted(edge.from)} -> ${quoted(edge.to)} [${dotEdge(edge)}];`),
    '}',
    '',
  ].join('\n');
}

const quoted = (text: string): string => `"${visible(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const DOT_SHAPES: Readonly<Record<GraphNodeKind, string>> = {
  service: 'box',
  network: 'ellipse',
  volume: 'cylinder',
  bind: 'folder',
  secret: 'note',
  config: 'note',
  node: 'box3d',
};

function dotAttributes(node: GraphNode): string {
  // `\n` is Graphviz's own line break: it has to stay as two characters.
  const label = linesOf(node).map((line) => quoted(line).slice(1, -1));
  const change = node.change === undefined ? '' : ', color="#c2410c", penwidth=2';
  return `shape=${DOT_SHAPES[node.kind]}, label="${label.join('\\n')}"${change}`;
}

function dotEdge({ kind, label, required }: GraphEdge): string {
  const style = kind === 'depends-on' || kind === 'shares' ? 'solid' : 'dashed';
  return `label=${quoted(label)}, style=${required === false ? 'dotted' : style}`;
}

/** A drawing that Markdown pages of many sites show by themselves. */
export function graphMermaid({ nodes, edges }: ProjectGraph): string {
  const numbers = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const idOf = (id: string): string => numbers.get(id) ?? 'n';
  const changed = nodes.filter(({ change }) => change !== undefined);
  return [
    'flowchart LR',
    ...nodes.map((node) => `  ${idOf(node.id)}${mermaidShape(node)}`),
    ...edges.map(({ from, to, kind, label }) => {
      const arrow = kind === 'depends-on' || kind === 'shares' ? '-->' : '-.->';
      return `  ${idOf(from)} ${arrow}${label === '' ? '' : `|${mermaidText(label)}|`} ${idOf(to)}`;
    }),
    ...(changed.length === 0
      ? []
      : [
          '  classDef changes stroke:#c2410c,stroke-width:2px',
          `  class ${changed.map(({ id }) => idOf(id)).join(',')} changes`,
        ]),
    '',
  ].join('\n');
}

function mermaidShape(node: GraphNode): string {
  const text = linesOf(node).map(mermaidText).join('<br/>');
  switch (node.kind) {
    case 'service':
      return `["${text}"]`;
    case 'network':
      return `(["${text}"])`;
    case 'bind':
    case 'node':
      return `[["${text}"]]`;
    case 'volume':
      return `[("${text}")]`;
    case 'secret':
    case 'config':
      return `[/"${text}"/]`;
  }
}

/** Entities escape the special characters of Mermaid. */
const mermaidText = (text: string): string =>
  visible(text).replace(/["<>#|&]/g, (character) => `#${character.codePointAt(0)};`);

/** The lines in the box of a node. */
export function linesOf({ kind, name, details, change }: GraphNode): readonly string[] {
  const title = kind === 'service' ? name : `${kind} ${name}`;
  return [title, ...details, ...(change === undefined ? [] : [changeLine(change)])].map(visible);
}

export const changeLine = (change: string): string => `to ${change}`;
