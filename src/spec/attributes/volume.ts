import type { VolumeSpec } from '../../model/volume-spec.ts';
import type { Codec } from './codec/codec.ts';
import { stringMap } from './codec/collections.ts';
import { withExtensions } from './codec/extensions.ts';
import { text } from './codec/scalars.ts';
import { fieldsOf, struct } from './codec/struct.ts';
import { external } from './external.ts';

export const emptyVolume: VolumeSpec = {
  key: '',
  name: '',
  external: false,
  driverOpts: new Map(),
  labels: new Map(),
  extensions: new Map(),
};

const field = fieldsOf<VolumeSpec>();

/** A declared volume; `decode-project.ts` sets its key, `resolve/normalise.ts` its default name. */
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
