import type { VolumeRequest } from '../../model/container-request.ts';
import type { Project } from '../../model/project.ts';
import type { VolumeSpec } from '../../model/volume-spec.ts';
import { defined } from '../../util/defined.ts';
import { volumeLabels } from './labels.ts';
import { record } from './not-empty.ts';

export function volumeRequest(project: Project, volume: VolumeSpec): VolumeRequest {
  return defined<VolumeRequest>({
    Name: volume.name,
    Driver: volume.driver,
    DriverOpts: record(volume.driverOpts),
    Labels: volumeLabels(project, volume.key, volume.labels),
  });
}
