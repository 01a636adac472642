import { UserError } from '../../diagnostics/user-error.ts';
import type { BackupPart } from '../../model/backup.ts';
import type { VolumeRequest } from '../../model/container-request.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { volumeRequest } from '../../planner/request/volume-request.ts';
import { isHistoryName } from '../../reconciler/history/history-names.ts';
import { isLockName } from '../../reconciler/lock/lock-names.ts';
import type { Target } from '../context/target.ts';

type VolumePart = Extract<BackupPart, { kind: 'volume' }>;

interface RestoredVolume {
  readonly part: VolumePart;
  readonly request: VolumeRequest;
}

interface Circumstances {
  /** Of all projects. */
  readonly containers: readonly Pick<ObservedContainer, 'labels' | 'mounts'>[];
  /** Volumes of other projects may be replaced: somebody has said so. */
  readonly anyProject: boolean;
}

/**
 * The volumes that parts of a backup become. A backup may name any volume, and whoever has written it may not be who made the volumes: where
 * the files do not have one, it has to be one of the project. What gantry notes on volumes for itself is not what a file may say.
 *
 * Error: UserError `bad-usage` for volumes of others, `bad-backup` for those of gantry itself, and for two parts of one volume.
 */
export function restoredVolumes(
  { project, observed }: Pick<Target, 'project' | 'observed'>,
  parts: readonly VolumePart[],
  { containers, anyProject }: Circumstances,
): readonly RestoredVolume[] {
  const specOf = ({ name, labels }: VolumePart) =>
    [...project.volumes.values()].find(
      (volume) => volume.key === labels[LABEL.volume] || volume.name === name,
    );
  const unknown = parts.filter((part) => specOf(part) === undefined).map(({ name }) => name);
  refuseThoseOfGantry(unknown);
  if (!anyProject) {
    const own = new Set(
      containers
        .filter(({ labels }) => labels[LABEL.project] === project.name)
        .flatMap(({ mounts }) => mounts.map(({ name }) => name)),
    );
    const others = observed.volumes.filter(
      ({ name, labels }) =>
        unknown.includes(name) && labels[LABEL.project] !== project.name && !own.has(name),
    );
    refuseOthers(project.name, others);
  }
  const restored = parts.map((part) => {
    const spec = specOf(part);
    const request = spec
      ? volumeRequest(project, spec)
      : { Name: part.name, Labels: labelsOf(part, anyProject ? undefined : project.name) };
    return { part, request };
  });
  refuseDoubles(restored);
  return restored;
}

/** @param project absent: that of any project may be made */
const labelsOf = ({ labels }: VolumePart, project: string | undefined): VolumeRequest['Labels'] =>
  Object.fromEntries(
    Object.entries(labels).flatMap(([label, value]) => {
      if (label.startsWith('gantry.')) return [];
      return [[label, label === LABEL.project && project !== undefined ? project : value] as const];
    }),
  );

function refuseThoseOfGantry(names: readonly string[]): void {
  const reserved = names.filter((name) => isHistoryName(name) || isLockName(name));
  if (reserved.length === 0) return;
  throw new UserError(
    'bad-backup',
    `the backup has the name of a volume in which gantry keeps its own things: ${reserved.join(', ')}`,
  );
}

function refuseOthers(project: string, others: Target['observed']['volumes']): void {
  if (others.length === 0) return;
  const named = others.map(({ name, labels: { [LABEL.project]: owner } }) =>
    owner === undefined ? `"${name}"` : `"${name}" of ${owner}`,
  );
  throw new UserError(
    'bad-usage',
    `the backup would replace ${others.length === 1 ? 'a volume' : 'volumes'} that ${project} does not have: ${named.join(', ')}`,
    {
      hint: '--any-project restores it all the same; --as VOLUME makes a new volume of one',
    },
  );
}

function refuseDoubles(restored: readonly RestoredVolume[]): void {
  const names = restored.map(({ request }) => request.Name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double === undefined) return;
  const folders = restored.flatMap(({ part, request }) => (request.Name === double ? [part.folder] : []));
  throw new UserError(
    'bad-backup',
    `the backup has more than one content for volume "${double}": ${folders.join(', ')}`,
  );
}
