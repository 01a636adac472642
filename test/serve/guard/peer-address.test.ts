import { expect, test } from 'vitest';
import { addressGroup, peerAddress } from '../../../src/serve/guard/peer-address.ts';

test('an IPv4 address is the same for a server that listens on all addresses', () => {
  expect(peerAddress('::ffff:192.168.1.2')).toBe('192.168.1.2');
  expect(peerAddress('192.168.1.2')).toBe('192.168.1.2');
  expect(peerAddress('fe80::1%eth0')).toBe('fe80::1');
  expect(peerAddress(undefined)).toBe('');
});

test('all addresses of one network of IPv6 are one', () => {
  const groups = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::', '2001:0db8:1:2:3:4:5:6'].map(addressGroup);
  expect(new Set(groups)).toEqual(new Set(['2001:db8:1:2']));
  expect(addressGroup('2001:db8:1:3::1')).toBe('2001:db8:1:3');
  expect(addressGroup('2001:db8::1')).toBe('2001:db8:0:0');
  expect(addressGroup('::1')).toBe('0:0:0:0');
  expect(addressGroup('192.168.1.2')).toBe('192.168.1.2');
});
