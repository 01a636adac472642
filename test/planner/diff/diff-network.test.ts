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
