import { UserError } from '../../diagnostics/user-error.ts';
import type { SwarmTask } from '../../model/observed-swarm.ts';
import { ofLastRun } from '../../model/task-state.ts';
import { requireServices } from '../../planner/graph/service-graph.ts';
import { serviceKey } from '../../planner/swarm/swarm-names.ts';
import { tasksByService } from '../../planner/swarm/tasks-by-service.ts';
import { humanDuration } from '../../util/human-duration.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { linesFor } from '../context/lines-for.ts';
import { lookAtServices, namedProject } from './plan-for-swarm.ts';

interface PsOptions {
  readonly all?: boolean;
  readonly quiet?: boolean;
  readonly services?: boolean;
  readonly format?: string;
  readonly filter?: string;
  readonly status?: readonly string[];
  readonly orphans: boolean;
  readonly trunc: boolean;
  readonly wide?: boolean;
  readonly drift?: boolean;
}

/** The words of a swarm, in the order of a life. */
const STATES = [
  'new',
  'pending',
  'assigned',
  'accepted',
  'preparing',
  'ready',
  'starting',
  'running',
  'complete',
  'failed',
  'rejected',
  'shutdown',
  'orphaned',
  'remove',
];

/** The tasks of a project: where each runs, how it is, and what went wrong; with `--all` those that have ended, the newest of a slot first. */
export async function showSwarmTasks(
  cli: Cli,
  services: readonly string[],
  options: PsOptions,
): Promise<number> {
  const states = statesAsked(options);
  const project = await namedProject(cli);
  warnOfOthers(cli, options);
  const { observed } = await lookAtServices(cli, project.name);
  const byService = tasksByService(observed.tasks);
  const names = new Map(observed.services.map(({ id, name }) => [id, serviceKey(project, name)]));
  requireServices(services, new Set([...project.services.keys(), ...names.values()]));
  const hosts = new Map(observed.nodes.map(({ id, hostname }) => [id, hostname]));
  const lastRuns = new Set(
    observed.services.flatMap((service) => ofLastRun(byService.get(service.id) ?? [], service)),
  );
  const nameOf = ({ serviceId }: SwarmTask): string => names.get(serviceId) ?? '';
  const isAsked = (task: SwarmTask): boolean => {
    if (services.length > 0 && !services.includes(nameOf(task))) return false;
    if (!options.orphans && project.origin === 'files' && !project.services.has(nameOf(task))) return false;
    if (states.length > 0) return states.includes(task.state);
    if (options.all === true || task.desiredState === 'running') return true;
    return task.desiredState === 'complete' && lastRuns.has(task);
  };
  const now = Date.now();
  const rows = observed.tasks
    .filter(isAsked)
    .sort((a, b) => compare(nameOf(a), nameOf(b)) || (a.slot ?? 0) - (b.slot ?? 0) || b.since - a.since)
    .map((task) => ({
      Service: nameOf(task),
      Task: task.id,
      Slot: task.slot === undefined ? '' : String(task.slot),
      Node: hosts.get(task.nodeId ?? '') ?? '',
      State: task.state,
      Wanted: task.desiredState,
      Since: new Date(task.since).toISOString(),
      Age: `${humanDuration((now - task.since) / 1000)} ago`,
      Image: task.image,
      Error: errorOf(task),
    }));
  if (options.quiet || options.services) {
    const lines = options.quiet ? rows.map(({ Task }) => Task) : [...new Set(rows.map((row) => row.Service))];
    cli.stdout.write(linesFor(cli.stdout, lines));
    return EXIT.ok;
  }
  const { TASK_HEADERS, tasksTable } = await import('../../ui/tables/tasks-output.ts');
  const { formatRecords } = await import('../../ui/tables/format-records.ts');
  cli.stdout.write(
    formatRecords(
      options.format ?? 'table',
      rows.map((row) => ({ ...row })),
      { headers: TASK_HEADERS, onTerminal: cli.stdout.isTty, table: () => tasksTable(rows) },
    ),
  );
  return EXIT.ok;
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** Error: UserError `bad-usage` for what is no state of a task. */
function statesAsked({ filter, status = [] }: PsOptions): readonly string[] {
  const [, filtered] = /^status=(.+)$/.exec(filter ?? '') ?? [];
  if (filter !== undefined && filtered === undefined)
    throw new UserError('bad-usage', `--filter takes status=STATE, not "${filter}"`);
  const states = [...status, ...(filtered === undefined ? [] : [filtered])];
  const unknown = states.find((state) => !STATES.includes(state));
  if (unknown === undefined) return states;
  throw new UserError('bad-usage', `"${unknown}" is not a state of a task`, {
    hint: `one of ${STATES.join(', ')}`,
  });
}

function warnOfOthers(cli: Cli, { wide, drift }: PsOptions): void {
  if (wide)
    cli.stderr.write(
      'warning: --wide has no effect on a swarm: a task is never started again, another one takes its place\n',
    );
  if (drift)
    cli.stderr.write(
      'warning: --drift has no effect on a swarm: its services, and not its tasks, can differ from the files\n',
    );
}

function errorOf({ error = '', exitCode, state }: SwarmTask): string {
  return state === 'complete' ? `exit ${exitCode ?? 0}` : error;
}
