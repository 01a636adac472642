import { UserError } from '../../diagnostics/user-error.ts';
import type { BackupPart } from '../../model/backup.ts';
import type { VolumeRequest } from '../../model/container-request.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedVolume } from '../../model/observed.ts';

type VolumePart = Extract<BackupPart, { kind: 'volume' }>;

/** By the engine, on volumes without a name of their own. */
const ANONYMOUS = 'com.docker.volume.anonymous';

/**
 * A volume that the files do not have, as a backup has it. What gantry notes on volumes for itself is not what a file may say.
 *
 * @param project absent: that of any project may be made
 */
export const volumeOfBackup = ({ name, labels }: VolumePart, project: string | undefined): VolumeRequest => ({
  Name: name,
  Labels: Object.fromEntries(
    Object.entries(labels).flatMap(([label, value]) => {
      if (label.startsWith('gantry.')) return [];
      return [[label, label === LABEL.project && project !== undefined ? project : value] as const];
    }),
  ),
});

/**
 * A backup may name any volume, and whoever has written it may not be who made the volumes: where the files do not have one, it has to be
 * one of the project.
 *
 * Error: UserError `bad-usage` with all that are not.
 */
export function refuseVolumesOfOthers(
  project: string,
  parts: readonly VolumePart[],
  volumes: readonly Pick<ObservedVolume, 'name' | 'labels'>[],
): void {
  const others = volumes.filter(({ name, labels }) => {
    const part = parts.find((one) => one.name === name);
    const isNameless = part !== undefined && ANONYMOUS in part.labels && ANONYMOUS in labels;
    return part !== undefined && labels[LABEL.project] !== project && !isNameless;
  });
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
