import { describe, expect, test } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import type { IngressRoute, IngressSettings } from '../../../src/model/ingress.ts';
import { haproxyConfig } from '../../../src/planner/ingress/haproxy-config.ts';

const FIRST = containerId('aaaaaaaaaaaa1111');
const SECOND = containerId('bbbbbbbbbbbb2222');

const settings = (overrides: Partial<IngressSettings> = {}): IngressSettings => ({
  routes: [{ port: 80, speaks: 'any' }],
  families: 'ipv4',
  ...overrides,
});

const config = (overrides: Partial<IngressSettings> = {}, containers = [FIRST]): string =>
  haproxyConfig(settings(overrides), containers);

/** The lines of a section, without its name. */
function section(text: string, name: string): readonly string[] {
  const lines = text.split('\n\n').find((part) => part.startsWith(`${name}\n`));
  return lines === undefined
    ? []
    : lines
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
}

describe('haproxyConfig()', () => {
  test('sends connections to each container by the name that the DNS server of the engine knows', () => {
    const text = config({}, [FIRST, SECOND]);
    const servers = ['server aaaaaaaaaaaa ipv4@aaaaaaaaaaaa:80', 'server bbbbbbbbbbbb ipv4@bbbbbbbbbbbb:80'];
    expect(section(text, 'backend port_80_tcp')).toEqual(['mode tcp', ...servers]);
    expect(section(text, 'backend port_80_http')).toEqual(expect.arrayContaining(servers));
    expect(section(text, 'defaults').at(-1)).toBe(
      'default-server resolvers engine resolve-prefer ipv4 init-addr libc,none',
    );
  });

  test('has what a new container does not accept go to the old one, and the first such connection take it out', () => {
    const text = haproxyConfig(settings(), [FIRST], [SECOND]);
    const lines = [
      'option allbackups',
      'server aaaaaaaaaaaa ipv4@aaaaaaaaaaaa:80 check inter 1h fastinter 500ms downinter 500ms rise 1 fall 1 observe layer4 error-limit 1 on-error mark-down',
      'server bbbbbbbbbbbb ipv4@bbbbbbbbbbbb:80 backup',
    ];
    expect(section(text, 'backend port_80_tcp')).toEqual(['mode tcp', ...lines]);
    expect(section(text, 'backend port_80_http').slice(-3)).toEqual(lines);
  });

  test('decides by the first bytes whether a port speaks HTTP, and leaves HTTP/2 as it is', () => {
    expect(section(config(), 'frontend port_80')).toEqual([
      'mode tcp',
      'bind :80',
      'bind 127.0.0.1:65000 accept-proxy',
      'option idle-close-on-response',
      'option http-no-delay',
      'option accept-invalid-http-request',
      'tcp-request inspect-delay 1s',
      'tcp-request content accept if { req.payload(0,3) -m str PRI }',
      'tcp-request content set-var(txn.http) bool(true) if HTTP',
      'tcp-request content switch-mode http if HTTP',
      'use_backend port_80_handover if { var(txn.http) -m bool } { stopping }',
      'use_backend port_80_http if { var(txn.http) -m bool }',
      'default_backend port_80_tcp',
    ]);
  });

  test('lets the last worker answer requests of connections that clients keep to an earlier one', () => {
    expect(section(config(), 'backend port_80_handover').at(-1)).toBe(
      'server latest 127.0.0.1:65000 send-proxy-v2',
    );
  });

  test('looks up the addresses of those who get datagrams, and lets its workers be nobody', () => {
    const datagrams = { ports: [53], families: 'both' } as const;
    const text = config({ families: 'both', datagrams });
    expect(section(text, 'backend datagrams4')).toEqual([
      'mode tcp',
      'server aaaaaaaaaaaa ipv4@aaaaaaaaaaaa:1 resolve-prefer ipv4',
    ]);
    expect(section(text, 'backend datagrams6')).toEqual([
      'mode tcp',
      'server aaaaaaaaaaaa ipv6@aaaaaaaaaaaa:1 resolve-prefer ipv6',
    ]);
    expect(section(text, 'global')).toEqual(expect.arrayContaining(['uid 65534', 'gid 65534']));
    expect(text).not.toContain('frontend none');
    expect(config()).not.toMatch(/uid|datagrams/);
  });

  test('opens a port for nobody where it carries nothing but datagrams, as HAProxy needs one', () => {
    const text = config({ routes: [], datagrams: { ports: [53], families: 'ipv4' } });
    expect(section(text, 'frontend none')).toEqual([
      'mode tcp',
      'bind 127.0.0.1:65000',
      'tcp-request connection reject',
    ]);
    expect(text.match(/bind/g)).toHaveLength(1);
  });

  test('waits long for the first request where the file says HTTP', () => {
    const text = config({ routes: [{ port: 80, speaks: 'http' }] });
    expect(section(text, 'frontend port_80')).toContain('tcp-request inspect-delay 1h');
  });

  test('looks at nothing where the file says TCP', () => {
    const text = config({ routes: [{ port: 5432, speaks: 'tcp' }] });
    expect(section(text, 'frontend port_5432')).toEqual([
      'mode tcp',
      'bind :5432',
      'bind 127.0.0.1:65000 accept-proxy',
      'default_backend port_5432_tcp',
    ]);
    expect(text).not.toContain('port_5432_http');
  });

  test('gives each port a loopback port of its own for requests that earlier workers pass on', () => {
    const routes: readonly IngressRoute[] = [
      { port: 80, speaks: 'any' },
      { port: 81, speaks: 'tcp' },
      { port: 82, speaks: 'http' },
    ];
    const binds = config({ routes }).match(/bind 127\.0\.0\.1:\d+/g);
    expect(binds).toEqual(['bind 127.0.0.1:65000', 'bind 127.0.0.1:65001', 'bind 127.0.0.1:65002']);
  });

  test.each([
    ['ipv4', ['bind :80'], 'ipv4@'],
    ['both', ['bind :80', 'bind :::80 v6only'], 'ipv4@'],
    ['ipv6', ['bind :::80 v6only'], 'ipv6@'],
  ] as const)('listens as the networks allow: %s', (families, binds, prefix) => {
    const text = config({ families });
    const listens = section(text, 'frontend port_80').filter((line) => /^bind :/.test(line));
    expect(listens).toEqual(binds);
    expect(section(text, 'backend port_80_tcp')[1]).toBe(`server aaaaaaaaaaaa ${prefix}aaaaaaaaaaaa:80`);
  });

  test.each([
    [1, 'send-proxy'],
    [2, 'send-proxy-v2'],
  ] as const)('says who the client is in version %i of the PROXY protocol', (proxyProtocol, words) => {
    expect(section(config({ proxyProtocol }), 'backend port_80_tcp')[1]).toBe(
      `server aaaaaaaaaaaa ipv4@aaaaaaaaaaaa:80 ${words}`,
    );
  });

  test('has connections wait for the next worker where there is no container for them', () => {
    const routes: readonly IngressRoute[] = [
      { port: 80, speaks: 'any' },
      { port: 81, speaks: 'tcp' },
    ];
    const text = config({ routes }, []);
    expect(section(text, 'frontend port_80').slice(-2)).toEqual([
      'use_backend port_80_handover if { var(txn.http) -m bool }',
      'default_backend port_80_tcp',
    ]);
    const waiting = ['timeout connect 100ms', 'retries 300', 'server latest 127.0.0.1:65000 send-proxy-v2'];
    expect(section(text, 'backend port_80_tcp')).toEqual(['mode tcp', ...waiting]);
    expect(section(text, 'backend port_80_handover').slice(-3)).toEqual(waiting);
    expect(section(text, 'backend port_81_tcp').at(-1)).toBe('server latest 127.0.0.1:65001 send-proxy-v2');
    // Where one that has a container will listen.
    expect(text).not.toContain('accept-proxy');
  });

  test.each(['aaaaaaaaaaa\n server evil 10.0.0.1:80', 'short', 'AAAAAAAAAAAA'])(
    'refuses an id that could be anything but a name: %j',
    (id) => {
      expect(() => config({}, [containerId(id)])).toThrow('internal: the container id');
    },
  );

  test.each([0, 80.5, Number.NaN, 65_000, 70_000])('refuses the port %d', (port) => {
    expect(() => config({ routes: [{ port, speaks: 'tcp' }] })).toThrow(`internal: port ${port}`);
  });
});
