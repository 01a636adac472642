import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import { ownProxy } from '../../../src/planner/ingress/own-proxy.ts';
import { wantsIngress } from '../../../src/planner/ingress/wants-ingress.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

const withGantry = (behindProxy: Json) => new Map([['x-gantry', { 'behind-proxy': behindProxy }]]);

describe('ownProxy()', () => {
  test.each([
    ['traefik', { labels: { 'traefik.enable': 'true' } }],
    ['traefik', { labels: { 'traefik.http.routers.web.rule': 'Host(`a.example`)' } }],
    ['traefik', { labels: { 'Traefik.TCP.Routers.db.Rule': 'HostSNI(`*`)' } }],
    ['traefik', { labels: { 'traefik.frontend.rule': 'Host:a.example' } }],
    ['caddy-docker-proxy', { labels: { caddy: 'a.example' } }],
    ['caddy-docker-proxy', { labels: { caddy_0: 'a.example' } }],
    ['caddy-docker-proxy', { labels: { 'caddy_12.reverse_proxy': '{{upstreams 80}}' } }],
    ['caddy-docker-proxy', { labels: { 'caddy.reverse_proxy': '{{upstreams}}' } }],
    ['nginx-proxy', { environment: { VIRTUAL_HOST: 'a.example', VIRTUAL_PORT: '8080' } }],
    ['nginx-proxy', { environment: { VIRTUAL_HOST_MULTIPORTS: 'a.example:' } }],
  ])('recognises %s by %o', (kind, overrides) => {
    expect(ownProxy(aService('web', overrides))).toEqual({ kind, noticeMs: 3_000 });
  });

  test.each([
    ['nothing', {}],
    [
      'labels of Traefik that switch it off',
      { labels: { 'traefik.enable': 'False', 'traefik.http.x': '1' } },
    ],
    ['another label', { labels: { caddyfile: 'x', caddy_controlled_server: '', 'a.traefik.': '1' } }],
    ['a variable without a value', { environment: { VIRTUAL_HOST: '' } }],
    ['a variable that was not found', { environment: { VIRTUAL_HOST: null } }],
    // nginx-proxy makes nothing of a port without a host.
    ['a port alone', { environment: { VIRTUAL_PORT: '80' } }],
  ])('finds none by %s', (_what, overrides) => {
    expect(ownProxy(aService('web', overrides))).toBeUndefined();
  });

  test('does as the file says: that there is one, that there is none, and how long it needs', () => {
    const labels = { 'traefik.enable': 'true' };
    expect(ownProxy(aService('web', { extensions: withGantry(true) }))).toEqual({
      kind: 'other',
      noticeMs: 3_000,
    });
    expect(ownProxy(aService('web', { extensions: withGantry('10s') }))?.noticeMs).toBe(10_000);
    expect(ownProxy(aService('web', { labels, extensions: withGantry('500ms') }))).toEqual({
      kind: 'traefik',
      noticeMs: 500,
    });
    expect(ownProxy(aService('web', { labels, extensions: withGantry(0) }))?.noticeMs).toBe(0);
    expect(ownProxy(aService('web', { labels, extensions: withGantry(false) }))).toBeUndefined();
  });
});

describe('wantsIngress()', () => {
  const port = { mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' };
  const service = (overrides: Parameters<typeof aService>[1]) =>
    aService('web', {
      networks: ['default'],
      labels: { 'traefik.enable': 'true' },
      deploy: { labels: new Map(), updateConfig: { order: 'start-first' } },
      ...overrides,
    });

  test('puts nothing before a service that has a proxy, but for the ports that it publishes itself', () => {
    expect(wantsIngress(aProject(), service({ expose: ['80'] }))).toBe(false);
    expect(wantsIngress(aProject(), service({ ports: [port] }))).toBe(true);
  });
});
