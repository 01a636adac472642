import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { imageId, networkId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import { planDown } from '../../../src/planner/commands/plan-down.ts';
import type { DownIntent } from '../../../src/planner/snapshot/intent.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const ours = { [LABEL.project]: 'app' };
const network = (name: string, labels: Readonly<Record<string, string>> = ours) => ({
  id: networkId(`id of ${name}`),
  name,
  driver: 'bridge',
  labels,
});
const volume = (name: string, labels: Readonly<Record<string, string>> = ours) => ({
  name,
  driver: 'local',
  labels,
});
const on = (...names: readonly string[]) =>
  new Map(names.map((name) => [name, { networkId: networkId(`id of ${name}`) }]));
const mounting = (...names: readonly string[]) =>
  names.map((name) => ({ type: 'volume', name, source: name, target: `/${name}` }));

const project = aProject({ services: [aService('db'), aService('web')] });

const removals = (observed: Observed, intent: DownIntent = {}, of: Project = project) =>
  formatPlan(planDown(of, observed, intent))
    .split('\n')
    .filter((line) => /remove-(?:network|volume|image)/.test(line))
    .map((line) => line.replace(/^\d+ /, '').replace(' because requested by down', ''));

describe('planDown() of networks', () => {
  test('removes those of the project by their label, in order of their names, and none of others', () => {
    const networks = [
      network('app_z'),
      network('app_a'),
      network('app_x', { [LABEL.project]: 'other' }),
      network('bridge', {}),
    ];

    expect(removals(anObserved({ networks }))).toEqual([
      'remove-network app_a optional',
      'remove-network app_z optional',
    ]);
    expect(planDown(project, anObserved({ networks: [network('app_a')] })).steps[0]).toMatchObject({
      operation: { id: 'id of app_a' },
      optional: true,
      cause: { kind: 'requested', by: 'down' },
    });
  });

  test('removes one after the containers that are on it, and waits for no others', () => {
    const containers = [
      anObservedContainer('db', { state: 'exited', networks: on('app_back') }),
      anObservedContainer('web', { state: 'exited', networks: on('app_front', 'app_back') }),
    ];
    const networks = [network('app_back'), network('app_front'), network('app_none')];

    expect(formatPlan(planDown(project, anObserved({ containers, networks })))).toBe(
      [
        '1 remove-container app-db-1 because requested by down',
        '2 remove-container app-web-1 because requested by down',
        '3 remove-network app_back after 1,2 optional because requested by down',
        '4 remove-network app_front after 2 optional because requested by down',
        '5 remove-network app_none optional because requested by down',
      ].join('\n'),
    );
  });

  test('removes with a named service only what that one used and nobody else does, and says nothing of the rest', () => {
    const observed = anObserved({
      containers: [
        anObservedContainer('db', { networks: on('app_back', 'app_both') }),
        anObservedContainer('web', { networks: on('app_front', 'app_both') }),
      ],
      networks: [network('app_back'), network('app_front'), network('app_both'), network('app_none')],
    });

    expect(removals(observed, { services: ['web'] })).toEqual(['remove-network app_front after 2 optional']);
    expect(planDown(project, observed, { services: ['web'] }).warnings).toEqual([]);
  });
});

describe('planDown() of volumes', () => {
  const declared = aProject({
    services: [aService('db')],
    volumes: [aVolume('data'), aVolume('theirs', { external: true, name: 'theirs' })],
  });

  test('removes those of the project by their label, but for the ones that the files call external', () => {
    const volumes = [
      volume('app_z'),
      volume('app_data'),
      volume('theirs'),
      volume('other', {}),
      volume('b', { [LABEL.project]: 'b' }),
    ];
    const observed = anObserved({ volumes });

    expect(removals(observed, { volumes: true }, declared)).toEqual([
      'remove-volume app_data optional',
      'remove-volume app_z optional',
    ]);
    expect(removals(observed, {}, declared)).toEqual([]);
  });

  test('removes one after the containers that mount it, and keeps one that somebody who stays mounts', () => {
    const observed = anObserved({
      containers: [
        anObservedContainer('db', { state: 'exited', mounts: mounting('app_data', 'app_kept') }),
        anObservedContainer('gone', { state: 'exited', mounts: mounting('app_kept') }),
      ],
      volumes: [volume('app_data'), volume('app_kept')],
    });

    expect(removals(observed, { volumes: true }, declared)).toEqual([
      'remove-volume app_data after 1 optional',
    ]);
    expect(planDown(declared, observed, { volumes: true }).warnings).toContain(
      'volume "app_kept" stays: app-gone-1 use it',
    );
  });

  test('takes no volume that has a name for one that a replacement inherited', () => {
    const labels = { [LABEL.replace]: 'db-1' };
    const mounts = [...mounting('named'), { type: 'bind', source: '/in', target: '/in' }];
    const observed = anObserved({
      containers: [anObservedContainer('db', { state: 'exited', labels, mounts })],
      volumes: [volume('named', {})],
    });

    expect(removals(observed, { volumes: true }, declared)).toEqual([]);
  });
});

describe('planDown() of images', () => {
  const images = (...names: readonly string[]) =>
    anObserved({ images: new Map(names.map((name) => [name, { id: imageId(name) }])) });

  test('removes those of named services alone, each once, in order, and after their containers', () => {
    const of = aProject({
      services: [
        aService('db', { image: 'z' }),
        aService('web', { image: 'a' }),
        aService('api', { image: 'a' }),
      ],
      disabledServices: [aService('debug', { image: 'tools' })],
    });
    const observed = {
      ...images('z', 'a', 'tools', 'other'),
      containers: [
        anObservedContainer('db', { state: 'exited' }),
        anObservedContainer('web', { state: 'exited' }),
      ],
    };

    expect(removals(observed, { rmi: 'all' }, of)).toEqual([
      'remove-image a after 1,2 optional',
      'remove-image tools after 1,2 optional',
      'remove-image z after 1,2 optional',
    ]);
    expect(removals(observed, { rmi: 'all', services: ['web'] }, of)).toEqual([
      'remove-image a after 1 optional',
    ]);
    expect(removals(observed, {}, of)).toEqual([]);
  });
});
