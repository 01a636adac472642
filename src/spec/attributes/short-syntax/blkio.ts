import type { BlkioSpec, ThrottleDevice } from '../../../model/service-spec.ts';
import type { Codec } from '../codec/codec.ts';
import { listOf } from '../codec/collections.ts';
import { integer, text } from '../codec/scalars.ts';
import { fieldsOf, struct } from '../codec/struct.ts';
import { bytes } from './bytes.ts';

type WeightDevice = BlkioSpec['weightDevice'][number];

const weightField = fieldsOf<WeightDevice>();
const weightDevice = struct(
  (): WeightDevice => ({ path: '', weight: 0 }),
  [weightField('path', 'path', text), weightField('weight', 'weight', integer)],
);

const throttleField = fieldsOf<ThrottleDevice>();
const throttles = listOf(
  struct(
    (): ThrottleDevice => ({ path: '', rate: 0 }),
    [throttleField('path', 'path', text), throttleField('rate', 'rate', bytes)],
  ),
);

const empty = (): BlkioSpec => ({
  weightDevice: [],
  deviceReadBps: [],
  deviceReadIops: [],
  deviceWriteBps: [],
  deviceWriteIops: [],
});

const field = fieldsOf<BlkioSpec>();

export const blkio: Codec<BlkioSpec> = struct(empty, [
  field('weight', 'weight', integer),
  field('weight_device', 'weightDevice', listOf(weightDevice)),
  field('device_read_bps', 'deviceReadBps', throttles),
  field('device_read_iops', 'deviceReadIops', throttles),
  field('device_write_bps', 'deviceWriteBps', throttles),
  field('device_write_iops', 'deviceWriteIops', throttles),
]);
