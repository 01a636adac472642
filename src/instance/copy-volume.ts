import type { Instance } from '../model/instance.ts';
import type { VolumeSpec } from '../model/volume-spec.ts';
import { instanceLabels } from './copy-network.ts';
import type { Copied, InstanceFinding } from './finding.ts';
import { mappedTo, notMapped, OWN, type ResourceMap } from './resource-map.ts';
import { resourceName } from './resource-name.ts';

export function copyVolume(volume: VolumeSpec, instance: Instance, map: ResourceMap): Copied<VolumeSpec> {
  const { key } = volume;
  const wanted = mappedTo(map, 'volumes', key);
  if (wanted !== undefined && wanted !== OWN)
    return { copy: { ...volume, external: true, name: wanted }, findings: [] };
  if (volume.external && wanted === undefined)
    return { copy: volume, findings: [notMapped('volumes', key, volume.name)] };
  return {
    copy: {
      ...volume,
      name: volume.external ? resourceName(key, key, instance) : resourceName(volume.name, key, instance),
      external: false,
      labels: instanceLabels(volume.labels, instance),
    },
    findings: sharedDevice(volume),
  };
}

/** A folder of the host or of a server under the name of a volume: another name does not make it another folder. */
function sharedDevice({ key, driverOpts }: VolumeSpec): readonly InstanceFinding[] {
  const device = driverOpts.get('device');
  if (device === undefined || device === 'tmpfs' || driverOpts.get('type') === 'tmpfs') return [];
  return [
    {
      code: 'instance-shares',
      severity: 'warning',
      message: `the volume "${key}" is ${device}, so the instance has the same files as the project`,
      hint: 'put the path into a variable, or leave out driver_opts',
      about: { of: ['volumes', key], settings: ['driver_opts.device', 'driver_opts', ''] },
    },
  ];
}
