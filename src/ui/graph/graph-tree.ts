import type { GraphEdge, GraphNode, ProjectGraph } from '../../model/project-graph.ts';
import { visible } from '../../util/disarm.ts';
import { changeLine } from './graph-text.ts';

type Colour = (text: string) => string;

interface Paint {
  readonly bold: Colour;
  readonly dim: Colour;
  readonly yellow: Colour;
}

/** The project as a tree for a terminal: each service, and below it what it depends on and uses. */
export function graphTree({ project, nodes, edges }: ProjectGraph, paint: Paint): string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const services = nodes.filter(({ kind }) => kind === 'service');
  const lines = services.flatMap((service, index) => {
    const own = edges.filter(({ from }) => from === service.id);
    const isLast = index === services.length - 1;
    const below = own.map((edge, at) => {
      const branch = at === own.length - 1 ? '└─' : '├─';
      return `${isLast ? '  ' : '│ '} ${branch} ${nameEdge(edge, byId.get(edge.to), paint)}`;
    });
    return [`${isLast ? '└─' : '├─'} ${nameNode(service, paint)}`, ...below];
  });
  return `${[paint.bold(visible(project)), ...lines].join('\n')}\n`;
}

function nameNode({ name, details, change }: GraphNode, paint: Paint): string {
  const more = details.length === 0 ? '' : `  ${paint.dim(details.map(visible).join(', '))}`;
  return `${paint.bold(visible(name))}${more}${showChange(change, paint)}`;
}

function nameEdge(
  { kind, label, condition }: GraphEdge,
  target: GraphNode | undefined,
  paint: Paint,
): string {
  const name = visible(target?.name ?? '');
  const change = target?.kind === 'service' ? '' : showChange(target?.change, paint);
  const external = target?.kind !== 'service' && target?.details.includes('external') ? ' (external)' : '';
  const what =
    kind === 'depends-on' || condition !== undefined
      ? `needs ${name}`
      : kind === 'shares'
        ? `shares with ${name}`
        : kind === 'runs-on'
          ? `runs on ${name}`
          : `${target?.kind ?? ''} ${name}${external}`;
  return `${what}${label === '' ? '' : paint.dim(`: ${visible(label)}`)}${change}`;
}

const showChange = (change: string | undefined, paint: Paint): string =>
  change === undefined ? '' : `  ${paint.yellow(changeLine(change))}`;
