import { latestExpiry } from '../../model/instance.ts';
import type { Json } from '../../model/json.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer, ObservedVolume } from '../../model/observed.ts';
import { humanDuration } from '../../util/human-duration.ts';
import { tabulate } from './tabulate.ts';

/** A project, derived from its containers. */
export interface ProjectSummary {
  readonly name: string;
  /** `exited(1), running(2)` */
  readonly status: string;
  /** Separated by commas, as on the command line. */
  readonly configFiles: string;
  /** Absent: it is no instance. */
  readonly instance?: InstanceSummary;
}

interface InstanceSummary {
  readonly name: string;
  readonly of: string;
  /** ISO 8601. Absent: it stays. */
  readonly expires?: string;
}

/**
 * Sorted by name, instances behind their project. One-offs count too.
 *
 * @param volumes of instances: they may tell until when these live
 */
export function summarizeProjects(
  containers: readonly ObservedContainer[],
  volumes: readonly ObservedVolume[] = [],
): readonly ProjectSummary[] {
  const projectOf = ({ labels }: ObservedContainer): string => labels[LABEL.project] ?? '';
  const names = [...new Set(containers.map(projectOf))].sort();
  const summaries = names.map((name): ProjectSummary => {
    const members = containers.filter((container) => projectOf(container) === name);
    const own = volumes.filter(({ labels }) => labels[LABEL.project] === name);
    const instance = instanceIn([...members, ...own].map(({ labels }) => labels));
    return {
      name,
      status: countStates(members),
      configFiles: configFilesOf(members),
      ...(instance && { instance }),
    };
  });
  return summaries.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
}

const keyOf = ({ name, instance }: ProjectSummary): readonly [project: string, instance: string] =>
  instance ? [instance.of, instance.name] : [name, ''];

const compare = ([a, x]: readonly [string, string], [b, y]: readonly [string, string]): number =>
  a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1;

function instanceIn(labels: readonly Readonly<Record<string, string>>[]): InstanceSummary | undefined {
  for (const { [LABEL.instance]: name, [LABEL.instanceOf]: of } of labels) {
    if (name === undefined || of === undefined) continue;
    const expires = latestExpiry(labels)?.expires;
    return { name, of, ...(expires !== undefined && { expires }) };
  }
  return undefined;
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

/**
 * @param columns of the terminal
 * @param now milliseconds since 1970, by the clock that instances expire by
 */
export function lsTable(projects: readonly ProjectSummary[], columns: number, now: number): string {
  const hasInstances = projects.some(({ instance }) => instance);
  const expire = projects.some(({ instance }) => instance?.expires);
  const row = (name: string, [of, instance, expires]: readonly string[], ...rest: readonly string[]) => [
    name,
    ...(hasInstances ? [of ?? '', instance ?? ''] : []),
    ...(expire ? [expires ?? ''] : []),
    ...rest,
  ];
  const rows = projects.map(({ name, status, configFiles, instance }) =>
    row(
      name,
      [instance?.of ?? name, instance?.name ?? '', timeLeft(instance?.expires, now)],
      status,
      configFiles,
    ),
  );
  const header = row('NAME', ['PROJECT', 'INSTANCE', 'EXPIRES'], 'STATUS', 'CONFIG FILES');
  return tabulate([header, ...rows], {
    minWidth: hasInstances ? 10 : 20,
    columns,
    sacrifices: [{ column: 'CONFIG FILES', downTo: 16 }],
  });
}

function timeLeft(expires: string | undefined, now: number): string {
  if (expires === undefined) return '';
  const seconds = (Date.parse(expires) - now) / 1000;
  return seconds <= 0 ? 'over' : `in ${humanDuration(seconds, Math.round).toLowerCase()}`;
}

export const lsRecord = ({ name, status, configFiles, instance }: ProjectSummary): Json => ({
  Name: name,
  Status: status,
  ConfigFiles: configFiles,
  ...(instance && { Project: instance.of, Instance: instance.name }),
  ...(instance?.expires !== undefined && { Expires: instance.expires }),
});
