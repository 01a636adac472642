import { describe, expect, test } from 'vitest';
import type { SecretSpec } from '../../../src/model/secret-spec.ts';
import { projectGraph } from '../../../src/planner/graph/project-graph.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aBuild } from '../../support/a-build.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';

const edgesOf = (...parameters: Parameters<typeof projectGraph>): readonly string[] =>
  projectGraph(...parameters).edges.map(
    ({ from, to, kind, label }) => `${from} ${kind} ${to}${label === '' ? '' : `: ${label}`}`,
  );

describe('projectGraph()', () => {
  test('says under which condition a service waits for another, and which wait is only tried', () => {
    const project = aProject({
      services: [
        aService('web', {
          dependsOn: { db: 'service_healthy', cache: { condition: 'service_started', required: false } },
        }),
        aService('db'),
        aService('cache'),
      ],
    });

    expect(edgesOf(project)).toEqual([
      'service web depends-on service cache: started, if it can',
      'service web depends-on service db: healthy',
    ]);
  });

  test('tells a shared namespace from a plain dependency', () => {
    const project = aProject({
      services: [
        aService('vpn'),
        aService('app', { networkMode: 'service:vpn', dependsOn: { vpn: 'service_started' } }),
      ],
    });

    expect(edgesOf(project)).toEqual(['service app shares service vpn: its network']);
  });

  test('joins services to their networks and volumes, and leaves out what nobody uses', () => {
    const project = aProject({
      services: [
        aService('db', {
          networks: ['back'],
          volumes: [{ type: 'volume', source: 'data', target: '/data', readOnly: true }],
        }),
      ],
      networks: [aNetwork('back'), aNetwork('idle')],
      volumes: [aVolume('data'), aVolume('spare')],
    });

    expect(edgesOf(project)).toEqual([
      'service db joins network back',
      'service db mounts volume data: /data (read-only)',
    ]);
    expect(projectGraph(project).nodes.map(({ id }) => id)).toEqual([
      'service db',
      'network back',
      'volume data',
    ]);
  });

  test('leaves out a dependency that its profile switches off', () => {
    const project = aProject({
      services: [aService('web', { dependsOn: { debug: { required: false } } })],
      disabledServices: [aService('debug')],
    });

    expect(edgesOf(project)).toEqual([]);
  });

  test('tells of each node what it runs, what it publishes, how many it has, and who owns it', () => {
    const { image: _, ...made } = aService('api', { build: aBuild(), scale: 3 });
    const { image: __, ...bare } = aService('cloud');
    const port = { mode: 'ingress', target: 80, protocol: 'tcp' };
    const file = (key: string, from: SecretSpec['from']): SecretSpec => ({
      key,
      name: key,
      from,
      labels: new Map(),
      driverOpts: new Map(),
      extensions: new Map(),
    });
    const variable = { kind: 'environment', variable: 'T', value: new Sensitive('s') } as const;
    const project = aProject({
      networks: [aNetwork('front', { external: true })],
      secrets: [file('token', variable), file('theirs', { kind: 'external' })],
      configs: [file('settings', variable), file('shared', { kind: 'external' })],
      services: [
        made,
        bare,
        aService('web', {
          networks: new Map([
            [
              'front',
              {
                aliases: [],
                driverOpts: new Map(),
                linkLocalIps: [],
                ipv4Address: '10.0.0.2',
                ipv6Address: '::2',
              },
            ],
          ]),
          ports: [
            port,
            { ...port, published: '8080' },
            { ...port, published: '53', hostIp: '127.0.0.1', protocol: 'udp' },
            { ...port, published: '', hostIp: '' },
          ],
          secrets: [{ source: 'token' }, { source: 'theirs' }],
          configs: [{ source: 'settings' }, { source: 'shared' }],
          volumes: [{ type: 'bind', source: 'front', target: '/bound' }],
        }),
      ],
    });

    expect(projectGraph(project).nodes.map(({ id, details }) => [id, ...details])).toEqual([
      ['service api', 'built here', '3 replicas'],
      ['service cloud'],
      ['service web', 'busybox', 'any port → 80', '8080 → 80', '127.0.0.1:53 → 80/udp', 'any port → 80'],
      ['network front', 'external'],
      ['bind front'],
      ['secret theirs', 'external'],
      ['secret token'],
      ['config settings'],
      ['config shared', 'external'],
    ]);
    expect(edgesOf(project)).toEqual([
      'service web joins network front: 10.0.0.2 ::2',
      'service web mounts bind front: /bound',
      'service web reads secret token',
      'service web reads secret theirs',
      'service web reads config settings',
      'service web reads config shared',
    ]);
  });
});
