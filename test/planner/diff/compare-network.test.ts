import { describe, expect, test } from 'vitest';
import type { EndpointRequest } from '../../../src/model/container-request.ts';
import { containerId } from '../../../src/model/ids.ts';
import type { ContainerDetails } from '../../../src/model/observed.ts';
import { compareEndpoints, comparePorts } from '../../../src/planner/diff/compare-network.ts';
import { IMAGE, RUNNING } from '../../support/an-inspection.ts';

const ID = containerId('0123456789abcdef'.repeat(4));

type Endpoints = Readonly<Record<string, EndpointRequest>>;
type Bindings = Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>>;

const asking = { Image: 'app', Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } };

const joining = (EndpointsConfig: Endpoints) => ({ ...asking, NetworkingConfig: { EndpointsConfig } });

const onNetworks = (endpoints?: Endpoints): ContainerDetails => ({
  ...RUNNING,
  id: ID,
  name: 'app-web-1',
  ...(endpoints && { endpoints }),
});

/** What changed about the network `front`, on which it was with one setting and is to be with another. */
const moved = (have: EndpointRequest, want: EndpointRequest) =>
  compareEndpoints(onNetworks({ front: have }), joining({ front: want }));

describe('compareEndpoints()', () => {
  test('says which networks a container is to join and to leave, in order of their names', () => {
    const have = onNetworks({ back: {}, old: {} });

    expect(compareEndpoints(have, joining({ front: {}, back: {} }))).toEqual([
      { field: 'networks.front', to: 'connected' },
      { field: 'networks.old', from: 'connected' },
    ]);
    expect(
      compareEndpoints(onNetworks({ old: {} }), joining({ a: {}, z: {} })).map(({ field }) => field),
    ).toEqual(['networks.a', 'networks.old', 'networks.z']);
  });

  test('compares nothing that nobody read, nor the network that the engine puts everybody on', () => {
    expect(compareEndpoints(onNetworks(), joining({ front: {} }))).toEqual([]);
    expect(compareEndpoints(onNetworks({ bridge: {} }), joining({}))).toEqual([]);
  });

  test.each<readonly [string, EndpointRequest, EndpointRequest, { from?: string; to?: string }]>([
    ['aliases', { Aliases: ['b', 'a'] }, { Aliases: ['a'] }, { from: 'a, b', to: 'a' }],
    ['aliases', { Aliases: [] }, { Aliases: ['a'] }, { to: 'a' }],
    ['aliases', { Aliases: ['a'] }, {}, { from: 'a' }],
    ['links', { Links: ['b:b', 'a:a'] }, { Links: ['c:c'] }, { from: 'a:a, b:b', to: 'c:c' }],
    [
      'ipv4_address',
      { IPAMConfig: { IPv4Address: '10.0.0.2' } },
      { IPAMConfig: { IPv4Address: '10.0.0.3' } },
      { from: '10.0.0.2', to: '10.0.0.3' },
    ],
    ['ipv4_address', {}, { IPAMConfig: { IPv4Address: '10.0.0.3' } }, { to: '10.0.0.3' }],
    ['ipv4_address', { IPAMConfig: { IPv4Address: '10.0.0.2' } }, {}, { from: '10.0.0.2' }],
    ['ipv6_address', {}, { IPAMConfig: { IPv6Address: 'fd00::2' } }, { to: 'fd00::2' }],
    ['ipv6_address', { IPAMConfig: { IPv6Address: 'fd00::2' } }, {}, { from: 'fd00::2' }],
    [
      'link_local_ips',
      { IPAMConfig: { LinkLocalIPs: ['169.254.1.2', '169.254.1.1'] } },
      {},
      { from: '169.254.1.1, 169.254.1.2' },
    ],
    ['link_local_ips', {}, { IPAMConfig: { LinkLocalIPs: ['169.254.1.1'] } }, { to: '169.254.1.1' }],
    [
      'driver_opts',
      { DriverOpts: { a: '1' } },
      { DriverOpts: { a: '2' } },
      { from: '{"a":"1"}', to: '{"a":"2"}' },
    ],
    ['gw_priority', { GwPriority: 1 }, { GwPriority: 2 }, { from: '1', to: '2' }],
    ['gw_priority', {}, { GwPriority: 2 }, { to: '2' }],
  ])('names %s, from %j to %j', (field, have, want, expected) => {
    expect(moved(have, want)).toEqual([{ field: `networks.front.${field}`, ...expected }]);
  });

  test.each<readonly [string, EndpointRequest, EndpointRequest]>([
    [
      'the short id, which the engine adds as an alias',
      { Aliases: [ID.slice(0, 12), 'a'] },
      { Aliases: ['a'] },
    ],
    [
      'an order of names',
      { Aliases: ['b', 'a'], Links: ['d', 'c'] },
      { Aliases: ['a', 'b'], Links: ['c', 'd'] },
    ],
    ['a name said twice', { Aliases: ['a'] }, { Aliases: ['a', 'a'] }],
    ['no options', { DriverOpts: {} }, {}],
    ['no priority', { GwPriority: 0 }, {}],
    ['a MAC address that nobody asked for', { MacAddress: '02:42:00:00:00:01' }, {}],
    ['a MAC address of a container that does not run', {}, { MacAddress: '02:42:00:00:00:01' }],
    [
      'the spelling of a MAC address',
      { MacAddress: '02:42:0a:00:00:01' },
      { MacAddress: '02-42-0A-00-00-01' },
    ],
  ])('sees no difference in %s', (_what, have, want) => {
    expect(moved(have, want)).toEqual([]);
  });
});

describe('comparePorts()', () => {
  type Ports = Readonly<Record<string, Record<string, never>>>;
  const live = (PortBindings: Bindings, ExposedPorts: Ports = {}): ContainerDetails => ({
    ...onNetworks(),
    settings: { ...RUNNING.settings, ExposedPorts, HostConfig: { PortBindings } },
  });
  const request = (PortBindings: Bindings, ExposedPorts: Ports = {}) => ({
    ...asking,
    ExposedPorts,
    HostConfig: { PortBindings },
  });
  const at = (HostPort: string, HostIp = '') => ({ HostIp, HostPort });

  test('sees no difference in the order of ports, nor in how a range of them is written', () => {
    const both = { '80/tcp': [at('81'), at('80')], '443/tcp': [at('443')] };
    const turned = { '443/tcp': [at('443')], '80/tcp': [at('80'), at('81')] };

    expect(comparePorts(live(both), IMAGE, request(turned))).toEqual([]);
    expect(
      comparePorts(live({}, { '81/tcp': {}, '80/tcp': {} }), IMAGE, request({}, { '80-81': {} })),
    ).toEqual([]);
  });

  test('shows ports as the file writes them, in order', () => {
    const have = live({ '80/tcp': [at('8080', '127.0.0.1')], '53/udp': [at('')] });

    expect(comparePorts(have, IMAGE, request({}))).toEqual([
      { field: 'ports', from: '127.0.0.1:8080:80/tcp, 53/udp' },
    ]);
    expect(comparePorts(live({}), IMAGE, request({ '80/tcp': [at('9'), at('8')] }))).toEqual([
      { field: 'ports', to: '8:80/tcp, 9:80/tcp' },
    ]);
  });

  test('says a port that is no longer published once, although it is not exposed any more either', () => {
    expect(comparePorts(live({ '80/tcp': [at('80')] }, { '80/tcp': {} }), IMAGE, request({}))).toEqual([
      { field: 'ports', from: '80:80/tcp' },
    ]);
  });

  test('expects the ports that the image exposes, and whatever there are where the image is gone', () => {
    const exposing = { ...IMAGE, exposedPorts: ['80/tcp'] };
    const have = live({}, { '90/tcp': {}, '80/tcp': {} });

    expect(comparePorts(have, exposing, request({}, { '90/tcp': {} }))).toEqual([]);
    expect(comparePorts(have, exposing, request({}))).toEqual([
      { field: 'expose', from: '80/tcp, 90/tcp', to: '80/tcp' },
    ]);
    expect(comparePorts(have, undefined, request({}))).toEqual([]);
    expect(comparePorts(have, undefined, request({}, { '70/tcp': {} }))).toEqual([
      { field: 'expose', from: '80/tcp, 90/tcp', to: '70/tcp, 80/tcp, 90/tcp' },
    ]);
  });

  test('takes a request that says nothing about ports for one without any', () => {
    const bare = { ...onNetworks(), settings: RUNNING.settings };

    expect(comparePorts(bare, IMAGE, asking)).toEqual([]);
  });
});
