import { expect, test } from 'vitest';
import { readRoutes, readRoutes6 } from '../../../src/cli/doctor/routes.ts';

const ROUTES = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
`;

test('readRoutes() reads what the kernel lists, and leaves the default route out', () => {
  expect(readRoutes(ROUTES)).toEqual([
    { device: 'eth0', range: { address: '192.168.1.0', bits: 24 } },
    { device: 'tun0', range: { address: '10.0.0.0', bits: 8 } },
  ]);
});

test('readRoutes6() leaves out what is link-local, multicast or the machine itself', () => {
  const line = (destination: string, bits: string, device: string) =>
    `${destination} ${bits} ${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00000100 00000001 00000000 00000001 ${device}`;
  const text = [
    line('fd000000000000000000000000000000', '40', 'wg0'),
    line('fe800000000000000000000000000000', '40', 'eth0'),
    line('00000000000000000000000000000001', '80', 'lo'),
    line('00000000000000000000000000000000', '00', 'eth0'),
  ].join('\n');

  expect(readRoutes6(text)).toEqual([
    { device: 'wg0', range: { address: 'fd00:0000:0000:0000:0000:0000:0000:0000', bits: 64 } },
  ]);
});
