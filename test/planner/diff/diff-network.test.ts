import { describe, expect, test } from 'vitest';
import { networkId } from '../../../src/model/ids.ts';
import type { IpamPool, NetworkSpec } from '../../../src/model/network-spec.ts';
import type { NetworkSettings, ObservedNetwork } from '../../../src/model/observed.ts';
import { diffNetwork } from '../../../src/planner/diff/diff-network.ts';
import { networkRequest } from '../../../src/planner/request/network-request.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';

const want = (spec: Partial<NetworkSpec>) => networkRequest(aProject(), aNetwork('front', spec));

/** What an engine has after it was asked for a network with nothing said about it. */
const PLAIN: NetworkSettings = {
  Options: {},
  Internal: false,
  Attachable: false,
  EnableIPv6: false,
  IPAM: { Driver: 'default', Options: {}, Config: [{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }] },
};

function diff(settings: NetworkSettings, spec: Partial<NetworkSpec>, more: Partial<ObservedNetwork> = {}) {
  const labels = want({}).Labels;
  const id = networkId('1');
  const have = {
    id,
    name: 'app_front',
    driver: 'bridge',
    labels,
    settings: { ...PLAIN, ...settings },
    ...more,
  };
  return diffNetwork(have, want(spec));
}

const pools = (...pools: readonly Partial<IpamPool>[]): Partial<NetworkSpec> => ({
  ipam: { options: new Map(), pools: pools.map((pool) => ({ auxAddresses: new Map(), ...pool })) },
});

const live = (...Config: NonNullable<NonNullable<NetworkSettings['IPAM']>['Config']>): NetworkSettings => ({
  IPAM: { Driver: 'default', Options: {}, Config },
});

describe('diffNetwork()', () => {
  test('takes what the engine picked for no difference', () => {
    expect(diff({}, {})).toEqual([]);
    expect(
      diff(live({ Subnet: '10.1.0.0/24', Gateway: '10.1.0.1' }), pools({ subnet: '10.1.0.0/24' })),
    ).toEqual([]);
    expect(
      diff(
        { ...live({ Subnet: '10.1.0.0/24' }, { Subnet: 'fd00::/64' }), EnableIPv6: true },
        {
          ...pools({ subnet: '10.1.0.0/24' }),
          enableIpv6: true,
        },
      ),
    ).toEqual([]);
    expect(diff({ Options: { 'com.docker.network.enable_ipv4': 'true' }, EnableIPv4: true }, {})).toEqual([]);
    expect(diff({ Options: { 'com.docker.network.driver.overlay.vxlanid_list': '4097' } }, {})).toEqual([]);
    expect(diff(live(), pools({ subnet: '10.1.0.0/24' }))).toEqual([]);
    expect(diff({}, { driver: 'bridge' })).toEqual([]);
  });

  test.each<readonly [string, NetworkSettings, Partial<NetworkSpec>, object]>([
    ['internal', {}, { internal: true }, { field: 'internal', from: 'false', to: 'true' }],
    ['no longer internal', { Internal: true }, {}, { field: 'internal', from: 'true', to: 'false' }],
    ['attachable', {}, { attachable: true }, { field: 'attachable', from: 'false', to: 'true' }],
    ['IPv6', {}, { enableIpv6: true }, { field: 'enable_ipv6', from: 'false', to: 'true' }],
    [
      'IPv6 refused',
      { EnableIPv6: true },
      { enableIpv6: false },
      { field: 'enable_ipv6', from: 'true', to: 'false' },
    ],
    ['the driver', {}, { driver: 'macvlan' }, { field: 'driver', from: 'bridge', to: 'macvlan' }],
    [
      'an option',
      { Options: { mtu: '1400' } },
      { driverOpts: new Map([['mtu', '1300']]) },
      { field: 'driver_opts.mtu', from: '1400', to: '1300' },
    ],
    ['an option taken away', { Options: { icc: 'no' } }, {}, { field: 'driver_opts.icc', from: 'no' }],
    [
      'the size of packets',
      { Options: { 'com.docker.network.driver.mtu': '1400' } },
      { driverOpts: new Map([['com.docker.network.driver.mtu', '1300']]) },
      { field: 'driver_opts.com.docker.network.driver.mtu', from: '1400', to: '1300' },
    ],
    ['a label', {}, { labels: new Map([['tier', 'front']]) }, { field: 'labels.tier', to: 'front' }],
    [
      'the subnet',
      live({ Subnet: '10.1.0.0/24' }),
      pools({ subnet: '10.2.0.0/24' }),
      { field: 'subnet', from: '10.1.0.0/24', to: '10.2.0.0/24' },
    ],
    [
      'a subnet taken away',
      live({ Subnet: '10.1.0.0/24' }, { Subnet: '10.2.0.0/24' }),
      pools({ subnet: '10.1.0.0/24' }),
      { field: 'subnet', from: '10.2.0.0/24' },
    ],
    [
      'the gateway',
      live({ Subnet: '10.1.0.0/24', Gateway: '10.1.0.1' }),
      pools({ subnet: '10.1.0.0/24', gateway: '10.1.0.9' }),
      { field: 'gateway', from: '10.1.0.1', to: '10.1.0.9' },
    ],
    [
      'the range',
      live({ Subnet: '10.1.0.0/24', IPRange: '10.1.0.128/25' }),
      pools({ subnet: '10.1.0.0/24' }),
      { field: 'ip_range', from: '10.1.0.128/25' },
    ],
    [
      'a reserved address',
      live({ Subnet: '10.1.0.0/24', AuxiliaryAddresses: {} }),
      pools({ subnet: '10.1.0.0/24', auxAddresses: new Map([['nas', '10.1.0.3']]) }),
      { field: 'aux_addresses.nas', to: '10.1.0.3' },
    ],
  ])('names %s, old and new', (_what, settings, spec, expected) => {
    expect(diff(settings, spec)).toEqual([expected]);
  });

  test('reads an IPv6 range in every spelling', () => {
    expect(diff(live({ Subnet: 'fd00::/64' }), pools({ subnet: 'FD00:0:0::/64' }))).toEqual([]);
  });

  test('compares driver and labels alone where nothing else was read', () => {
    const labels = want({}).Labels;
    const bare = { id: networkId('1'), name: 'app_front', driver: 'bridge', labels };

    expect(diffNetwork(bare, want(pools({ subnet: '10.1.0.0/24' })))).toEqual([]);
  });
});

describe('diffNetwork() of address ranges', () => {
  const four = { Subnet: '10.1.0.0/24', Gateway: '10.1.0.1' };
  const six = { Subnet: 'fd00::/64', Gateway: 'fd00::1' };

  test('leaves the range of the other family to the engine', () => {
    expect(diff(live(four, six), pools({ subnet: '10.1.0.0/24' }))).toEqual([]);
    expect(diff(live(four, six), pools({ subnet: 'fd00::/64' }))).toEqual([]);
    expect(diff(live(four, six), {})).toEqual([]);
  });

  test('has a new range take the place of one of the same family', () => {
    expect(diff(live(six, four), pools({ subnet: '10.2.0.0/24' }, { subnet: 'fd01::/64' }))).toEqual([
      { field: 'subnet', from: '10.1.0.0/24', to: '10.2.0.0/24' },
      { field: 'subnet', from: 'fd00::/64', to: 'fd01::/64' },
    ]);
    expect(diff(live(four), pools({ subnet: '10.1.0.0/24' }, { subnet: 'fd01::/64' }))).toEqual([
      { field: 'subnet', to: 'fd01::/64' },
    ]);
  });

  test('has each range take the place of one only', () => {
    const more = { Subnet: '10.2.0.0/24' };

    expect(
      diff(
        live(four, more),
        pools({ subnet: '10.3.0.0/24' }, { subnet: '10.4.0.0/24' }, { subnet: '10.5.0.0/24' }),
      ),
    ).toEqual([
      { field: 'subnet', from: '10.1.0.0/24', to: '10.3.0.0/24' },
      { field: 'subnet', from: '10.2.0.0/24', to: '10.4.0.0/24' },
      { field: 'subnet', to: '10.5.0.0/24' },
    ]);
    expect(diff(live(four, more), pools({ subnet: '10.3.0.0/24' }))).toEqual([
      { field: 'subnet', from: '10.1.0.0/24', to: '10.3.0.0/24' },
      { field: 'subnet', from: '10.2.0.0/24' },
    ]);
  });

  test('compares what else a range has, whichever range takes its place', () => {
    expect(
      diff(
        live({ ...four, IPRange: '10.1.0.128/25', AuxiliaryAddresses: { nas: '10.1.0.3' } }),
        pools({ subnet: '10.2.0.0/24', gateway: '10.2.0.1' }),
      ),
    ).toEqual([
      { field: 'subnet', from: '10.1.0.0/24', to: '10.2.0.0/24' },
      { field: 'ip_range', from: '10.1.0.128/25' },
      { field: 'gateway', from: '10.1.0.1', to: '10.2.0.1' },
      { field: 'aux_addresses.nas', from: '10.1.0.3' },
    ]);
  });

  test('compares a range without a subnet with nothing, as the engine picks one', () => {
    expect(diff(live(four), pools({ gateway: '10.1.0.9' }))).toEqual([{ field: 'gateway', to: '10.1.0.9' }]);
  });

  test('reads an IPv6 address in every spelling, and tells different ones apart', () => {
    expect(
      diff(
        live({ ...six, IPRange: 'fd00:0::/80' }),
        pools({ subnet: 'fd00:0:0::/64', ipRange: 'FD00::/80', gateway: 'FD00:0::1' }),
      ),
    ).toEqual([]);
    expect(diff(live(six), pools({ subnet: 'fd00::/64', gateway: 'fd00::2' }))).toEqual([
      { field: 'gateway', from: 'fd00::1', to: 'fd00::2' },
    ]);
    expect(diff(live(six), pools({ subnet: 'fd00::/48' }))).toEqual([
      { field: 'subnet', from: 'fd00::/64', to: 'fd00::/48' },
    ]);
    expect(diff(live({ Subnet: 'odd:/64' }), pools({ subnet: 'odd:/64' }))).toEqual([]);
    expect(diff(live({ Subnet: 'odd:/64' }), pools({ subnet: 'ODD:/64' }))).toEqual([
      { field: 'subnet', from: 'odd:/64', to: 'ODD:/64' },
    ]);
  });
});

describe('diffNetwork() of what only an engine knows', () => {
  test('compares nothing that either side does not say', () => {
    expect(diff({ EnableIPv4: true, EnableIPv6: true }, {})).toEqual([]);
    expect(
      diffNetwork(
        { id: networkId('1'), name: 'app_front', driver: 'bridge', labels: want({}).Labels, settings: {} },
        want({ internal: true, attachable: true, enableIpv6: true, enableIpv4: false }),
      ),
    ).toEqual([]);
    expect(diff({ EnableIPv4: true }, { enableIpv4: false })).toEqual([
      { field: 'enable_ipv4', from: 'true', to: 'false' },
    ]);
  });

  test('knows the drivers that are there when nobody names one', () => {
    for (const driver of ['bridge', 'nat']) expect(diff({}, {}, { driver })).toEqual([]);
    expect(diff({}, {}, { driver: 'overlay' })).toEqual([{ field: 'driver', from: 'overlay' }]);
    for (const Driver of ['default', 'host-local']) expect(diff({ IPAM: { Driver } }, {})).toEqual([]);
    expect(diff({ IPAM: { Driver: 'dhcp' } }, {})).toEqual([{ field: 'ipam.driver', from: 'dhcp' }]);
    expect(diff({ IPAM: {} }, {})).toEqual([]);
  });

  test('names options of the address management', () => {
    const ipam = { driver: 'dhcp', options: new Map([['a', '2']]), pools: [] };

    expect(diff({ IPAM: { Driver: 'dhcp', Options: { a: '1' } } }, { ipam })).toEqual([
      { field: 'ipam.options.a', from: '1', to: '2' },
    ]);
    expect(diff({ IPAM: { Driver: 'dhcp' } }, { ipam })).toEqual([{ field: 'ipam.options.a', to: '2' }]);
  });

  test.each([
    'enable_ipv4',
    'enable_ipv6',
    'windowsshim.dnsservers',
    'driver.mtu',
    'driver.overlay.vxlanid_list',
  ])('takes the option %s for one that the engine added', (name) => {
    expect(diff({ Options: { [`com.docker.network.${name}`]: 'x' } }, {})).toEqual([]);
  });

  test.each([
    'com.docker.network.bridge.name',
    'com.docker.network.driver.mtu2',
    'my.com.docker.network.driver.mtu',
  ])('takes the option %s for one that somebody asked for', (name) => {
    expect(diff({ Options: { [name]: 'x' } }, {})).toEqual([{ field: `driver_opts.${name}`, from: 'x' }]);
  });
});
