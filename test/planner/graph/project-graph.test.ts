import { describe, expect, test } from 'vitest';
import { projectGraph } from '../../../src/planner/graph/project-graph.ts';
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
});
