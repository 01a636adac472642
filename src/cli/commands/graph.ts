import { Command, Option } from 'commander';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import type { ProjectGraph } from '../../model/project-graph.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';

type Format = 'text' | 'svg' | 'dot' | 'mermaid' | 'json';

interface GraphOptions {
  /** Absent: `text` for a terminal, else `svg`. */
  readonly format?: Format;
  readonly output?: string;
  readonly changes: boolean;
}

export function graphCommand(cli: Cli): Command {
  return new Command('graph')
    .description(
      'Draw the project: services, what they depend on and use, and what the next `up` would change of it',
    )
    .argument('[services...]', 'only these and what they depend on')
    .addOption(
      new Option(
        '--format <format>',
        'kind of drawing (default: as the file ends, text on a terminal, else svg)',
      ).choices(['text', 'svg', 'dot', 'mermaid', 'json']),
    )
    .option('-o, --output <path>', 'write it to a file')
    .option('--no-changes', 'do not ask the engine what would change')
    .action(async (services: string[], options: GraphOptions) => {
      const { loadProjectFor } = await import('../files/load.ts');
      const { projectGraph } = await import('../../planner/graph/project-graph.ts');
      const project = await loadProjectFor(cli, { services });
      const written = projectGraph(project);
      const isAsked = options.changes && cli.globals.on === 'swarm';
      const graph = isAsked ? await withNodes(cli, written) : written;
      const text = await draw(
        options.changes ? await withChanges(cli, project, graph, services) : graph,
        options.format ?? formatFor(cli, options.output),
        cli.colour && options.output === undefined,
      );
      if (options.output === undefined) cli.stdout.write(text);
      else {
        const { writeResult } = await import('../context/write-result.ts');
        writeResult(cli, options.output, text);
      }
      cli.exitWith(EXIT.ok);
    });
}

/** By the ending of the file. Error: UserError `bad-usage` for one of a format that is not drawn. */
function formatFor(cli: Cli, output: string | undefined): Format {
  if (output === undefined) return cli.stdout.isTty ? 'text' : 'svg';
  const ending = /\.([a-z]+)$/i.exec(output)?.[1]?.toLowerCase();
  const format = ending === undefined ? 'svg' : FORMATS_BY_ENDING[ending];
  if (format !== undefined) return format;
  throw new UserError('bad-usage', `graph does not draw "${ending}"`, {
    hint: `end the name with ${Object.keys(FORMATS_BY_ENDING)
      .map((known) => `.${known}`)
      .join(', ')}, or say --format`,
  });
}

const FORMATS_BY_ENDING: Readonly<Record<string, Format>> = {
  svg: 'svg',
  txt: 'text',
  dot: 'dot',
  gv: 'dot',
  mmd: 'mermaid',
  mermaid: 'mermaid',
  json: 'json',
};

async function draw(graph: ProjectGraph, format: Format, colour: boolean): Promise<string> {
  if (format === 'json') return `${JSON.stringify(graph, null, 2)}\n`;
  if (format === 'svg') return (await import('../../ui/graph/graph-svg.ts')).graphSvg(graph);
  if (format === 'text') {
    const { graphTree } = await import('../../ui/graph/graph-tree.ts');
    const { palette } = await import('../../ui/text/colours.ts');
    return graphTree(graph, palette(colour));
  }
  const { graphDot, graphMermaid } = await import('../../ui/graph/graph-text.ts');
  return format === 'dot' ? graphDot(graph) : graphMermaid(graph);
}

async function withNodes(cli: Cli, graph: ProjectGraph): Promise<ProjectGraph> {
  const { graphWithNodes } = await import('../../planner/swarm/graph-with-nodes.ts');
  const { look } = await import('../swarm/plan-for-swarm.ts');
  try {
    const { observed } = await look(cli, graph.project);
    return graphWithNodes(graph, observed);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    cli.stderr.write(`without the nodes: ${error.message}\n`);
    return graph;
  }
}

/** A drawing is of use without an engine too: then it shows what is in the files. */
async function withChanges(
  cli: Cli,
  project: Project,
  graph: ProjectGraph,
  services: readonly string[],
): Promise<ProjectGraph> {
  const { planForUp } = await import('../up/plan-for-up.ts');
  const { changesByNode } = await import('../look/graph-changes.ts');
  try {
    const { plan } = await planForUp(cli, services, {
      recreate: true,
      start: true,
      deps: true,
      color: true,
      logPrefix: true,
    });
    const changes = changesByNode(project, plan);
    return {
      ...graph,
      nodes: graph.nodes.map((node) => {
        const change = changes.get(node.id);
        return change === undefined ? node : { ...node, change };
      }),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    cli.stderr.write(`without what would change: ${error.message}\n`);
    return graph;
  }
}
