import { type Meanings, settings } from './refusal-words.ts';

/** Networks and addresses. */
export const REFUSED_NETWORKS: Meanings = [
  [
    /(?:pool overlaps with other one|conflicts with network \S+.*networks have overlapping)/i,
    () => ({
      code: 'subnet-taken',
      message: 'the subnet of the network overlaps with that of another network',
      refusal: { kind: 'subnet-overlaps' },
      hint: 'choose another `ipam.config.subnet`; `docker network inspect $(docker network ls -q)` shows those in use',
      ...settings('ipam.config', 'ipam', 'driver_opts'),
    }),
  ],
  [
    /(?:non-overlapping IPv[46] address pool|all predefined address pools have been fully subnetted)/,
    () => ({
      code: 'subnet-taken',
      message: 'the engine has no free subnet left for another network',
      hint: 'remove unused networks (`docker network prune`), or give this one a subnet of its own',
    }),
  ],
  [
    /no available IPv([46]) addresses on this network's address pools: (\S+)/,
    ([, version, network]) => ({
      code: 'subnet-taken',
      message: `the subnet of network ${network} has no IPv${version} address left`,
      hint: 'give it a larger `ipam.config.subnet`, or take containers off it',
      about: { of: ['networks', network ?? ''], settings: ['ipam.config', 'ipam'] },
    }),
  ],
  [
    /Address already in use|address is already allocated/i,
    () => ({
      code: 'subnet-taken',
      message: 'the fixed IP address is given to another container already',
      refusal: { kind: 'address-taken' },
      hint: 'choose another `ipv4_address` or `ipv6_address`',
      ...settings('networks'),
    }),
  ],
  [
    /network (\S+)(?: id \S+)? has active endpoints(?: \((.+)\))?/,
    ([, network, holders]) => ({
      code: 'in-use',
      message: `network ${network} is still joined by ${holders?.replaceAll('"', '') ?? 'other containers'}`,
      hint: `\`docker network inspect ${network}\` shows them; disconnect or remove them first`,
    }),
  ],
  [
    /invalid IPv([46]) address: (\S+)/,
    ([, version, address]) => ({
      code: 'subnet-taken',
      message: `${address} is no IPv${version} address`,
      hint: `correct \`ipv${version}_address\``,
      ...settings(['networks', address ?? '']),
    }),
  ],
  [
    /no configured subnet or ip-range contain the IP address (\S+)/,
    ([, address]) => ({
      code: 'subnet-taken',
      message: `the address ${address} is in no subnet of the network`,
      hint: 'choose one of its `ipam.config` subnets, or correct the subnet',
      ...settings(['networks', address ?? '']),
    }),
  ],
  [
    /network (\S+) not found|No such network: (\S+)/i,
    ([, network, other]) => ({
      code: 'missing-external',
      message: `the engine has no network ${network ?? other}`,
      hint: `create it with \`docker network create ${network ?? other}\``,
    }),
  ],
  [
    /invalid subnet (\S+): it should be (\S+)/,
    ([, subnet, right]) => ({
      code: 'subnet-taken',
      message: `${subnet} is an address within a subnet, and not a subnet`,
      hint: `write ${right}`,
      ...settings(['ipam.config', subnet ?? '']),
    }),
  ],
  [
    /invalid (gateway|auxiliary address|ip-range) (\S+): parent subnet (\S+) doesn't contain this address/,
    ([, what, address, subnet]) => ({
      code: 'subnet-taken',
      message: `the ${what} ${address} is not in the subnet ${subnet}`,
      hint: 'correct one of them in `ipam.config`',
      ...settings(['ipam.config', address ?? '']),
    }),
  ],
  [
    /user specified IP address is supported only/,
    () => ({
      code: 'subnet-taken',
      message: 'a fixed address needs a network with a subnet of its own, and this one has none',
      hint: 'give the network an `ipam.config` with a `subnet`, or leave the address out',
      ...settings(['networks', 'ipv4_address'], ['networks', 'ipv6_address']),
    }),
  ],
  [
    /invalid link-local IP address: (\S+)/,
    ([, address]) => ({
      code: 'subnet-taken',
      message: `${address} is no link-local address`,
      hint: 'correct `link_local_ips`',
      ...settings(['networks', address ?? '']),
    }),
  ],
  [
    /^(?:Error response from daemon: )?numerical result out of range/,
    () => ({
      code: 'engine-refused',
      message: 'the name of the bridge is longer than the 15 characters that an interface may have',
      hint: 'shorten `com.docker.network.bridge.name`',
      ...settings(['driver_opts', 'com.docker.network.bridge.name'], 'driver_opts'),
    }),
  ],
  [
    /invalid subinterface vlan name (\S+?),|(?:master|parent) interface (\S+) (?:was )?not found|link not found.*?(\S+)$/i,
    ([, name, other, third]) => ({
      code: 'engine-refused',
      message: `the engine's machine has no interface ${name ?? other ?? third} to put the network on`,
      hint: 'correct `driver_opts.parent`: `ip link` lists the interfaces of a machine',
      ...settings('driver_opts.parent', 'driver_opts'),
    }),
  ],
  [
    /invalid MAC address (\S+)/,
    ([, address]) => ({
      code: 'engine-refused',
      message: `${address} is no MAC address`,
      hint: 'write it as 02:42:ac:11:65:43',
      ...settings('mac_address', ['networks', address ?? '']),
    }),
  ],
];
