import type { SwarmTask } from '../../model/observed-swarm.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { look, namedProject } from './plan-for-swarm.ts';

interface PsOptions {
  readonly all?: boolean;
  readonly quiet?: boolean;
  readonly format?: string;
}

/** The tasks of a project: where each runs, how it is, and what went wrong. */
export async function showSwarmTasks(
  cli: Cli,
  services: readonly string[],
  { all, quiet, format }: PsOptions,
): Promise<number> {
  const project = await namedProject(cli);
  const { observed } = await look(cli, project.name);
  const names = new Map(observed.services.map(({ id, name }) => [id, name.replace(`${project.name}_`, '')]));
  const hosts = new Map(observed.nodes.map(({ id, hostname }) => [id, hostname]));
  const tasks = observed.tasks
    .filter(({ desiredState }) => all || desiredState === 'running' || desiredState === 'complete')
    .filter(({ serviceId }) => services.length === 0 || services.includes(names.get(serviceId) ?? ''));
  const rows = tasks
    .map((task) => ({
      Service: names.get(task.serviceId) ?? '',
      Task: task.id,
      Slot: task.slot === undefined ? '' : String(task.slot),
      Node: hosts.get(task.nodeId ?? '') ?? '',
      State: task.state,
      Wanted: task.desiredState,
      Error: errorOf(task),
    }))
    .sort((a, b) => a.Service.localeCompare(b.Service) || Number(a.Slot) - Number(b.Slot));
  if (quiet) {
    cli.stdout.write(rows.map(({ Task }) => `${Task}\n`).join(''));
    return EXIT.ok;
  }
  const { TASK_HEADERS, tasksTable } = await import('../../ui/tables/tasks-output.ts');
  const { formatRecords } = await import('../../ui/tables/format-records.ts');
  cli.stdout.write(
    formatRecords(
      format ?? 'table',
      rows.map((row) => ({ ...row })),
      { headers: TASK_HEADERS, onTerminal: cli.stdout.isTty, table: () => tasksTable(rows) },
    ),
  );
  return EXIT.ok;
}

function errorOf({ error = '', exitCode, state }: SwarmTask): string {
  return state === 'complete' ? `exit ${exitCode ?? 0}` : error;
}
