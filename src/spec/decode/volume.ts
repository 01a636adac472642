import type { VolumeSpec } from '../../model/volume-spec.ts';
import { text } from '../read-scalars.ts';
import type { Codec } from './codec.ts';
import { stringMap } from './collections.ts';
import { withExtensions } from './extensions.ts';
import { external } from './external.ts';
import { fieldsOf, struct } from './struct.ts';

export const emptyVolume: VolumeSpec = {
  key: '',
  name: '',
  external: false,
  driverOpts: new Map(),
  labels: new Map(),
  extensions: new Map(),
};

const field = fieldsOf<VolumeSpec>();

/** A declared volume; its key, and the name it has by default, are set by who knows them. */
export const volume: Codec<VolumeSpec> = withExtensions(
  struct(
    () => ({ ...emptyVolume }),
    [
      field('name', 'name', text),
      field('driver', 'driver', text),
      field('driver_opts', 'driverOpts', stringMap),
      external,
      field('labels', 'labels', stringMap),
    ],
  ),
);
