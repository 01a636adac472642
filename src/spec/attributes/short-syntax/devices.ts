import type { DeviceRequest } from '../../../model/device-request.ts';
import type { DeviceMapping } from '../../../model/service-spec.ts';
import { type Codec, reportAt } from '../codec/codec.ts';
import { lastOf, listOf, stringMap, textList } from '../codec/collections.ts';
import { orderOf } from '../codec/in-order.ts';
import { integer, text } from '../codec/scalars.ts';
import { fieldsOf, struct } from '../codec/struct.ts';

const field = fieldsOf<DeviceMapping>();
const long = struct(
  (): DeviceMapping => ({ source: '' }),
  [
    field('source', 'source', text),
    field('target', 'target', text),
    field('permissions', 'permissions', text),
  ],
);

/** `source[:target[:permissions]]`, or `{source, target, permissions}`. */
const device: Codec<DeviceMapping> = {
  read(tree, at) {
    if (typeof tree !== 'string') return long.read(tree, at);
    const [source = '', target = source, permissions = 'rwm', ...rest] = tree.split(':');
    if (source === '' || rest.length > 0)
      return reportAt(at, `"${tree}" is not a device`, { hint: 'write "source:target:permissions"' });
    return { source, target, permissions };
  },
  print: long.print,
  ...orderOf(long),
};

export const devices: Codec<readonly DeviceMapping[]> = lastOf(
  listOf(device),
  ({ target, source }) => target ?? source,
);

/** A number of devices; -1 stands for all of them. */
const deviceCount: Codec<number> = {
  read: (tree, at) => (tree === 'all' ? -1 : integer.read(tree, at)),
  print: (value) => value,
};

const request = fieldsOf<DeviceRequest>();
const longRequest = struct(
  (): DeviceRequest => ({ capabilities: [], deviceIds: [], options: new Map() }),
  [
    request('capabilities', 'capabilities', textList),
    request('driver', 'driver', text),
    request('count', 'count', deviceCount),
    request('device_ids', 'deviceIds', textList),
    request('options', 'options', stringMap),
  ],
);

const deviceRequest: Codec<DeviceRequest> = {
  read(tree, at) {
    const value = longRequest.read(tree, at);
    if (!value) return undefined;
    if (value.count !== undefined && value.deviceIds.length > 0)
      return reportAt(at, '"count" and "device_ids" exclude each other', {
        code: 'conflicting-attributes',
        hint: 'leave out one of them',
      });
    return value.count === undefined && value.deviceIds.length === 0 ? { ...value, count: -1 } : value;
  },
  print: longRequest.print,
  ...orderOf(longRequest),
};

export const deviceRequests: Codec<readonly DeviceRequest[]> = listOf(deviceRequest);

/** `all`, or a list of requests. */
export const gpus: Codec<readonly DeviceRequest[]> = {
  read: (tree, at) =>
    tree === 'all'
      ? [{ capabilities: [], count: -1, deviceIds: [], options: new Map() }]
      : deviceRequests.read(tree, at),
  print: deviceRequests.print,
  ...orderOf(deviceRequests),
};
