import { describe, expect, test } from 'vitest';
import type { PortMapping } from '../../../src/model/service-spec.ts';
import {
  datagramPorts,
  ingressObstacle,
  ingressRoutes,
} from '../../../src/planner/ingress/ingress-routes.ts';
import { aService } from '../../support/a-service.ts';

const port = (overrides: Partial<PortMapping>): PortMapping => ({
  mode: 'ingress',
  target: 80,
  protocol: 'tcp',
  published: '8080',
  ...overrides,
});

describe('ingressRoutes()', () => {
  test('opens each TCP port once, published or exposed, in the order of their numbers', () => {
    const service = aService('web', {
      expose: ['9000-9001'],
      ports: [port({}), port({ published: '8081' }), port({ target: 22, published: '2222' })],
    });
    expect(ingressRoutes(service).map((route) => route.port)).toEqual([22, 80, 9000, 9001]);
  });

  test.each([
    [undefined, 'any'],
    ['http', 'http'],
    ['HTTP', 'http'],
    ['tcp', 'tcp'],
    ['https', 'tcp'],
    ['grpc', 'tcp'],
  ])('takes app_protocol %s for %s', (appProtocol, speaks) => {
    const ports = [port(appProtocol === undefined ? {} : { appProtocol })];
    expect(ingressRoutes(aService('web', { ports }))).toEqual([{ port: 80, speaks }]);
  });

  test.each([22, 25, 3306])('looks at nothing where the server speaks first: port %i', (target) => {
    expect(ingressRoutes(aService('db', { expose: [String(target)] }))).toEqual([
      { port: target, speaks: 'tcp' },
    ]);
    expect(ingressRoutes(aService('db', { ports: [port({ target })] }))).toEqual([
      { port: target, speaks: 'tcp' },
    ]);
  });

  test('lets app_protocol decide over what a port is known for', () => {
    const ports = [port({ target: 3306, appProtocol: 'http' })];
    expect(ingressRoutes(aService('web', { ports }))).toEqual([{ port: 3306, speaks: 'http' }]);
  });

  test('lets the mapping that says what the port speaks decide over the one that does not', () => {
    const ports = [port({}), port({ published: '8081', appProtocol: 'tcp' })];
    expect(ingressRoutes(aService('web', { expose: ['80'], ports }))).toEqual([{ port: 80, speaks: 'tcp' }]);
  });
});

describe('datagramPorts()', () => {
  test('has the UDP ports that are published or exposed, each once', () => {
    const ports = [port({ target: 53 }), port({ target: 53, protocol: 'udp' })];
    expect(datagramPorts(aService('dns', { ports, expose: ['40-41/udp', '53/udp', '80'] }))).toEqual([
      40, 41, 53,
    ]);
  });
});

describe('ingressObstacle()', () => {
  const TCP = { datagrams: false };

  test('knows none for TCP ports', () => {
    expect(ingressObstacle(aService('web', { ports: [port({})] }), TCP)).toBeUndefined();
  });

  test.each([
    [
      { protocol: 'sctp', target: 132 },
      { kind: 'protocol', port: '132/sctp' },
    ],
    [
      { protocol: 'udp', target: 53 },
      { kind: 'datagrams', port: '53/udp' },
    ],
    [{ published: '8000-8010' }, { kind: 'range', published: '8000-8010' }],
    [{ target: 65_001 }, { kind: 'reserved', port: 65_001 }],
  ] as const)('names what is in the way: %j', (written, obstacle) => {
    expect(ingressObstacle(aService('web', { ports: [port(written)] }), TCP)).toEqual(obstacle);
  });

  test('names an exposed port of another protocol: clients inside would lose it', () => {
    const service = aService('dns', { expose: ['8080', '53/udp'] });
    expect(ingressObstacle(service, TCP)).toEqual({ kind: 'datagrams', port: '53/udp' });
    expect(ingressObstacle(service, { datagrams: true })).toBeUndefined();
  });

  test('names first what no other image would change', () => {
    const service = aService('web', { ports: [port({ protocol: 'udp' }), port({ published: '8000-8010' })] });
    expect(ingressObstacle(service, TCP)).toEqual({ kind: 'range', published: '8000-8010' });
  });

  test('names the number of ports that are too many', () => {
    const service = aService('web', { ports: [port({})], expose: ['10000-10600'] });
    expect(ingressObstacle(service, TCP)).toEqual({ kind: 'too-many', count: 602 });
  });
});
