import { expect, test } from 'vitest';
import { readNetwork, readVolume } from '../../../src/engine/answers/read-network.ts';

test('readNetwork() tells all that a request could have asked for, and where the engine itself is', () => {
  const Config = [
    { Subnet: '10.1.0.0/24', Gateway: '10.1.0.1' },
    { Subnet: 'fd00::/64', IPRange: '' },
  ];
  const { settings, gateways } = readNetwork({
    Id: '1',
    Name: 'app_front',
    Driver: 'bridge',
    Labels: null,
    EnableIPv6: true,
    Internal: true,
    Attachable: false,
    Options: { mtu: '1400' },
    IPAM: { Driver: 'default', Options: null, Config },
  });

  expect(gateways).toEqual(['10.1.0.1']);
  expect(settings).toEqual({
    Options: { mtu: '1400' },
    Internal: true,
    Attachable: false,
    EnableIPv6: true,
    IPAM: {
      Driver: 'default',
      Options: {},
      Config: [
        { Subnet: '10.1.0.0/24', Gateway: '10.1.0.1', AuxiliaryAddresses: {} },
        { Subnet: 'fd00::/64', AuxiliaryAddresses: {} },
      ],
    },
  });
});

test('readNetwork() leaves out what Podman gives addresses with, as nobody asked for it', () => {
  const item = { Id: '1', Name: 'app_front', Driver: 'bridge', Labels: null };
  const Options = { driver: 'host-local', mine: '1' };

  expect(readNetwork({ ...item, IPAM: { Options } }).settings).toMatchObject({
    IPAM: { Options: { mine: '1' } },
  });
  expect(readNetwork({ ...item, IPAM: { Options } }).settings?.IPAM?.Options).not.toHaveProperty('driver');
});

test('readVolume() tells the options of its driver', () => {
  const item = { Name: 'app_data', Driver: 'local', Labels: null };

  expect(readVolume({ ...item, Options: { type: 'nfs' } }).options).toEqual({ type: 'nfs' });
  expect(readVolume({ ...item, Options: null }).options).toEqual({});
});
