import type { IpamPool, IpamSpec, NetworkSpec } from '../../model/network-spec.ts';
import type { Codec } from './codec/codec.ts';
import { listOf, stringMap } from './codec/collections.ts';
import { withExtensions } from './codec/extensions.ts';
import { flag, text } from './codec/scalars.ts';
import { fieldsOf, struct } from './codec/struct.ts';
import { external } from './external.ts';

const poolField = fieldsOf<IpamPool>();
const pool = struct(
  (): IpamPool => ({ auxAddresses: new Map() }),
  [
    poolField('subnet', 'subnet', text),
    poolField('ip_range', 'ipRange', text),
    poolField('gateway', 'gateway', text),
    poolField('aux_addresses', 'auxAddresses', stringMap),
  ],
);

const ipamField = fieldsOf<IpamSpec>();
const ipam = struct(
  (): IpamSpec => ({ pools: [], options: new Map() }),
  [
    ipamField('driver', 'driver', text),
    ipamField('config', 'pools', listOf(pool)),
    ipamField('options', 'options', stringMap),
  ],
);

export const emptyNetwork: NetworkSpec = {
  key: '',
  name: '',
  external: false,
  driverOpts: new Map(),
  labels: new Map(),
  extensions: new Map(),
};

const field = fieldsOf<NetworkSpec>();

/** A declared network; `decode-project.ts` sets its key, `resolve/normalise.ts` its default name. */
export const network: Codec<NetworkSpec> = withExtensions(
  struct(
    () => ({ ...emptyNetwork }),
    [
      field('name', 'name', text),
      field('driver', 'driver', text),
      field('driver_opts', 'driverOpts', stringMap),
      // docker compose always prints it.
      { ...field('ipam', 'ipam', ipam), print: (from) => (from.ipam ? ipam.print(from.ipam) : {}) },
      external,
      field('internal', 'internal', flag),
      field('attachable', 'attachable', flag),
      field('labels', 'labels', stringMap),
      field.kept('enable_ipv4', 'enableIpv4', flag),
      field.kept('enable_ipv6', 'enableIpv6', flag),
    ],
  ),
);
