import { formatChange } from '../model/format-plan.ts';
import { LABEL } from '../model/labels.ts';
import { diffVolume } from './diff-volume.ts';
import { usedVolumes } from './externals.ts';
import type { UpWork } from './up-work.ts';
import { volumeRequest } from './volume-request.ts';

/** Creates what is missing. A volume holds what nobody can make again, so none is ever replaced. */
export function planVolumes({ scene, plan, volumeSteps }: UpWork): void {
  const observed = new Map(scene.observed.volumes.map((volume) => [volume.name, volume]));
  for (const volume of usedVolumes(scene)) {
    if (volume.external) continue;
    const request = volumeRequest(scene.project, volume);
    const have = observed.get(volume.name);
    if (!have) {
      const operation = { kind: 'create-volume', key: volume.key, request } as const;
      volumeSteps.set(volume.name, plan.add({ operation, cause: { kind: 'missing' } }));
      continue;
    }
    plan.unchanged({ kind: 'volume', name: volume.name });
    if (have.labels[LABEL.project] !== scene.project.name) {
      plan.warn(
        `volume "${volume.name}" exists and is not of this project: it is used as it is; say "external: true" if that is meant`,
      );
      continue;
    }
    const fields = diffVolume(have, request);
    if (fields.length > 0)
      plan.warn(
        `volume "${volume.name}" was made with other settings (${fields.map(formatChange).join(', ')}) and is kept as it is, with its data; to apply the change, save the data, remove the volume and run up again`,
      );
  }
}
