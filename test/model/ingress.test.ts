import { expect, test } from 'vitest';
import { ingressOptionsOf } from '../../src/model/ingress.ts';
import type { Json } from '../../src/model/json.ts';

test.each<readonly [Json | undefined, object]>([
  [undefined, {}],
  [null, {}],
  [{ settle: '5s' }, {}],
  [{ ingress: null }, {}],
  [{ ingress: { image: 'haproxy:3.0' } }, { image: 'haproxy:3.0' }],
  [{ ingress: { udp: true } }, { udp: true }],
  [{ ingress: { 'proxy-protocol': 'v1' } }, { proxyProtocol: 1 }],
  [{ ingress: { image: 'haproxy:3.0', 'proxy-protocol': 'v2' } }, { image: 'haproxy:3.0', proxyProtocol: 2 }],
])('ingressOptionsOf() reads what an x-gantry says: %j', (gantry, options) => {
  expect(ingressOptionsOf(gantry)).toEqual(options);
});
