import { SpecError } from '../../diagnostics/spec-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { STACK } from '../../model/labels.ts';
import type { SwarmNode, SwarmSurvey } from '../../model/observed-swarm.ts';
import { nodeLoad } from '../../planner/swarm/node-load.ts';
import { serviceKey } from '../../planner/swarm/swarm-names.ts';
import { NODE_HEADERS, type NodeRow, nodeRecord, nodesTable } from '../../ui/tables/nodes-output.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { findProjectName, type NamedProject } from '../find/find-project-name.ts';
import { type NodeEngines, nodeEngines } from '../nodes/node-engines.ts';

export interface NodesOptions {
  readonly format?: string;
  /** Also ask the engine of each node for its time. */
  readonly clocks: boolean;
}

/** @returns the exit code */
export async function showNodes(cli: Cli, { format = 'table', clocks }: NodesOptions): Promise<number> {
  const { formatRecords } = await import('../../ui/tables/format-records.ts');
  const named = await projectAtHand(cli);
  const manager = await cli.engine();
  const survey = await (await manager.swarm()).survey();
  const engines = await nodeEngines(cli, manager, named?.project);
  try {
    const skews = clocks ? await clockSkews(manager, engines, survey.nodes) : new Map<string, Clock>();
    const rows = nodeRows(survey, named?.name, skews);
    cli.stdout.write(
      formatRecords(format, rows.map(nodeRecord), {
        headers: NODE_HEADERS,
        onTerminal: cli.stdout.isTty,
        table: () => nodesTable(rows, named !== undefined, cli.stdout.columns),
      }),
    );
    for (const warning of warningsOf(rows)) cli.stderr.write(`warning: ${warning}\n`);
    return EXIT.ok;
  } finally {
    engines.close();
  }
}

/** undefined: there is none here, or its files are broken, which is no reason to know nothing of the nodes. */
async function projectAtHand(cli: Cli): Promise<NamedProject | undefined> {
  try {
    return await findProjectName(cli);
  } catch (error) {
    if (error instanceof SpecError) return undefined;
    throw error;
  }
}

/** Milliseconds before the clock of the manager, or why nobody knows. */
type Clock = { readonly skewMs: number } | { readonly unknown: string };

/** Those of all nodes at once, each with the half of what its answer took as the error. */
async function clockSkews(
  manager: Engine,
  engines: NodeEngines,
  nodes: readonly SwarmNode[],
): Promise<ReadonlyMap<string, Clock>> {
  const base = await clockOf(manager);
  const measured = nodes.map(async (node): Promise<readonly [string, Clock]> => {
    try {
      return [node.id, { skewMs: Math.round((await clockOf(await engines.engineOf(node))) - base) }];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [node.id, { unknown: error.message }];
    }
  });
  return new Map(await Promise.all(measured));
}

/** Milliseconds before the clock of this machine. */
async function clockOf(engine: Engine): Promise<number> {
  const before = Date.now();
  const { systemTime } = await engine.info();
  return Date.parse(systemTime) - (before + Date.now()) / 2;
}

/** By name. */
function nodeRows(
  survey: SwarmSurvey,
  project: string | undefined,
  clocks: ReadonlyMap<string, Clock> = new Map(),
): readonly NodeRow[] {
  const keys = new Map(
    survey.services
      .filter(({ labels }) => project !== undefined && labels[STACK.namespace] === project)
      .map(({ id, name }) => [id, serviceKey({ name: project ?? '' }, name)]),
  );
  return survey.nodes
    .map((node): NodeRow => {
      const { tasks, nanoCpus, memoryBytes } = nodeLoad(node, survey);
      const services = new Map<string, number>();
      for (const name of tasks.flatMap(({ serviceId }) => keys.get(serviceId) ?? []).sort())
        services.set(name, (services.get(name) ?? 0) + 1);
      return {
        id: node.id,
        name: node.hostname,
        role: node.isLeader ? 'leader' : node.role,
        ...(node.reachability !== undefined && { reachability: node.reachability }),
        state: node.state,
        availability: node.availability,
        engine: node.engineVersion,
        platform: `${node.os}/${node.architecture}`,
        address: node.address,
        labels: node.labels,
        nanoCpus: node.nanoCpus,
        reservedNanoCpus: nanoCpus,
        memoryBytes: node.memoryBytes,
        reservedMemoryBytes: memoryBytes,
        tasks: tasks.length,
        services,
        ...clockIn(clocks.get(node.id)),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function clockIn(clock: Clock | undefined): Pick<NodeRow, 'clockSkewMs' | 'clockUnknown'> {
  if (clock === undefined) return {};
  return 'skewMs' in clock ? { clockSkewMs: clock.skewMs } : { clockUnknown: clock.unknown };
}

/** Logs are merged by time, and certificates have times, too. */
const TOLERATED_SKEW_MS = 1000;

function warningsOf(rows: readonly NodeRow[]): readonly string[] {
  const names = (chosen: readonly NodeRow[]): string => chosen.map(({ name }) => name).join(', ');
  const warnings: string[] = [];
  const versions = [...new Set(rows.map(({ engine }) => engine))];
  if (versions.length > 1)
    warnings.push(
      `engines of different versions: ${versions.map((version) => `${version} on ${names(rows.filter(({ engine }) => engine === version))}`).join('; ')}`,
    );
  const lost = rows.filter(({ reachability }) => reachability !== undefined && reachability !== 'reachable');
  const managers = rows.filter(({ role }) => role !== 'worker').length;
  if (lost.length > 0)
    warnings.push(
      `${lost.length} of ${managers} managers cannot be reached: ${names(lost)}; without more than half of them nothing can be changed`,
    );
  const skewed = rows.filter(({ clockSkewMs = 0 }) => Math.abs(clockSkewMs) >= TOLERATED_SKEW_MS);
  if (skewed.length > 0)
    warnings.push(`clocks that differ from that of the manager: ${names(skewed)}; logs are merged by time`);
  const unknown = rows.filter(({ clockUnknown }) => clockUnknown !== undefined);
  if (unknown.length > 0)
    warnings.push(
      `no clock of ${names(unknown)} (--no-clocks asks for none): ${unknown[0]?.clockUnknown ?? ''}`,
    );
  return warnings;
}
