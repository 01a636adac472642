import type { Endpoint } from '../../../model/service-spec.ts';
import { byKey } from '../../../util/by-key.ts';
import { isMap } from '../../tree/tree.ts';
import type { Codec } from '../codec/codec.ts';
import { stringMap, textSet } from '../codec/collections.ts';
import { inOrder, orderMembers } from '../codec/in-order.ts';
import { integer, text } from '../codec/scalars.ts';
import { fieldsOf, struct } from '../codec/struct.ts';

const field = fieldsOf<Endpoint>();
const endpoint = struct(
  (): Endpoint => ({ aliases: [], driverOpts: new Map(), linkLocalIps: [] }),
  [
    field('aliases', 'aliases', textSet),
    field('driver_opts', 'driverOpts', stringMap),
    field('gw_priority', 'gwPriority', integer),
    field('interface_name', 'interfaceName', text),
    field('ipv4_address', 'ipv4Address', text),
    field('ipv6_address', 'ipv6Address', text),
    field('link_local_ips', 'linkLocalIps', textSet),
    field('mac_address', 'macAddress', text),
    field('priority', 'priority', integer),
  ],
);

/** `[front]`, or `{front: , back: {aliases: [db]}}`. */
export const networks: Codec<ReadonlyMap<string, Endpoint | null>> = {
  read(tree, at) {
    if (Array.isArray(tree))
      return new Map(tree.filter((name) => typeof name === 'string').map((name) => [name, null]));
    if (!isMap(tree)) return undefined;
    return new Map(
      Object.keys(tree).map((key) => [
        key,
        endpoint.read(tree[key] ?? null, { container: tree, key, reading: at.reading }) ?? null,
      ]),
    );
  },
  print(map) {
    if (map.size === 0) return undefined;
    return Object.fromEntries(
      byKey(map).map(([key, value]) => [key, value === null ? null : (endpoint.print(value) ?? null)]),
    );
  },
  order: (written) => orderMembers(written, (one) => inOrder(endpoint, one)),
};
