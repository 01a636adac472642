import type { VolumeRequest } from '../../model/container-request.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import { ownLabels } from '../request/labels.ts';
import { compareMaps } from './change.ts';
import { compareDriver } from './diff-network.ts';

/** What a volume has that differs from what is wanted, in the words of the Compose file. */
export function diffVolume(have: ObservedVolume, want: VolumeRequest): readonly FieldChange[] {
  const options = (values: Readonly<Record<string, string>> = {}) => new Map(Object.entries(values));
  return [
    ...compareDriver(have.driver, want.Driver, ['local'], 'driver'),
    ...(have.options ? compareMaps('driver_opts', options(have.options), options(want.DriverOpts)) : []),
    ...compareMaps('labels', ownLabels(have.labels), ownLabels(want.Labels)),
  ];
}
