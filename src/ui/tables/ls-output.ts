import type { Json } from '../../model/json.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { tabulate } from './tabulate.ts';

/** A project, derived from its containers. */
export interface ProjectSummary {
  readonly name: string;
  /** `exited(1), running(2)` */
  readonly status: string;
  /** Separated by commas, as on the command line. */
  readonly configFiles: string;
}

/** Sorted by name. One-offs count too. */
export function summarizeProjects(containers: readonly ObservedContainer[]): readonly ProjectSummary[] {
  const projectOf = ({ labels }: ObservedContainer): string => labels[LABEL.project] ?? '';
  const names = [...new Set(containers.map(projectOf))].sort();
  return names.map((name) => {
    const members = containers.filter((container) => projectOf(container) === name);
    return { name, status: countStates(members), configFiles: configFilesOf(members) };
  });
}

function countStates(containers: readonly ObservedContainer[]): string {
  const states = containers.map(({ state }) => state).sort();
  return [...new Set(states)]
    .map((state) => `${state}(${states.filter((other) => other === state).length})`)
    .join(', ');
}

/** Containers of one project may name different files. */
function configFilesOf(containers: readonly ObservedContainer[]): string {
  const files = containers.flatMap(({ labels }) => labels[LABEL.configFiles]?.split(',') ?? []);
  return [...new Set(files)].join(',') || 'N/A';
}

/** @param columns of the terminal */
export function lsTable(projects: readonly ProjectSummary[], columns: number): string {
  const rows = projects.map(({ name, status, configFiles }) => [name, status, configFiles]);
  return tabulate([['NAME', 'STATUS', 'CONFIG FILES'], ...rows], {
    minWidth: 20,
    columns,
    sacrifices: [{ column: 'CONFIG FILES', downTo: 16 }],
  });
}

export const lsRecord = ({ name, status, configFiles }: ProjectSummary): Json => ({
  Name: name,
  Status: status,
  ConfigFiles: configFiles,
});
