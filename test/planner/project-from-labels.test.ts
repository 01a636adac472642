import { describe, expect, test } from 'vitest';
import { networkId } from '../../src/model/ids.ts';
import { LABEL } from '../../src/model/labels.ts';
import { projectFromLabels } from '../../src/planner/snapshot/project-from-labels.ts';
import { anObserved } from '../support/an-observed.ts';
import { anObservedContainer } from '../support/an-observed-container.ts';

const labelled = (labels: Readonly<Record<string, string>>) =>
  anObserved({ containers: [anObservedContainer('web', { labels })] });

describe('projectFromLabels()', () => {
  test('reads what each service depends on, and how', () => {
    const label =
      'db:service_healthy:true,cache:service_started:false,job:service_completed_successfully:false,odd:x,,';
    const services = projectFromLabels('app', labelled({ [LABEL.dependsOn]: label })).services;

    expect([...(services.get('web')?.dependsOn ?? [])]).toEqual([
      ['db', { condition: 'service_healthy', required: true, restart: true }],
      ['cache', { condition: 'service_started', required: true }],
      ['job', { condition: 'service_completed_successfully', required: true }],
      ['odd', { condition: 'service_started', required: true }],
    ]);
    expect(projectFromLabels('app', labelled({})).services.get('web')?.dependsOn.size).toBe(0);
  });

  test('asks a one-off for the dependencies of its service only where nothing else is left', () => {
    const oneOff = anObservedContainer('web', { name: 'run', labels: { [LABEL.oneOff]: 'True' } });
    const web = anObservedContainer('web', { labels: { [LABEL.dependsOn]: 'db:service_started:false' } });
    const needs = (...containers: (typeof web)[]) => [
      ...(projectFromLabels('app', anObserved({ containers })).services.get('web')?.dependsOn.keys() ?? []),
    ];

    expect(needs(oneOff, web)).toEqual(['db']);
    expect(needs(web, oneOff)).toEqual(['db']);
    expect(needs(oneOff)).toEqual([]);
  });

  test('knows services, networks and volumes of this project alone, by their keys or else their names', () => {
    const mine = { [LABEL.project]: 'app' };
    const theirs = { [LABEL.project]: 'other' };
    const network = (name: string, labels: Readonly<Record<string, string>>) => ({
      id: networkId(name),
      name,
      driver: 'bridge',
      labels,
    });
    const volume = (name: string, labels: Readonly<Record<string, string>>) => ({
      name,
      driver: 'local',
      labels,
    });
    const project = projectFromLabels('app', {
      ...anObserved({
        containers: [anObservedContainer('web'), anObservedContainer('api', { labels: theirs })],
        networks: [
          network('app_front', { ...mine, [LABEL.network]: 'front' }),
          network('bare', mine),
          network('other', theirs),
        ],
        volumes: [volume('app_data', { ...mine, [LABEL.volume]: 'data' }), volume('foreign', theirs)],
      }),
    });

    expect([...project.services.keys()]).toEqual(['web']);
    expect([...project.networks].map(([key, { name }]) => [key, name])).toEqual([
      ['front', 'app_front'],
      ['bare', 'bare'],
    ]);
    expect([...project.volumes].map(([key, { name, external }]) => [key, name, external])).toEqual([
      ['data', 'app_data', false],
    ]);
    expect(project).toMatchObject({ name: 'app', workingDir: '', configFiles: [], envFiles: [] });
  });

  test('notices names with underscores, as docker-compose 1 made them', () => {
    const named = (...names: readonly string[]) =>
      projectFromLabels(
        'app',
        anObserved({ containers: names.map((name) => anObservedContainer('web', { name })) }),
      ).nameSeparator;

    expect(named('app_web_1', 'other')).toBe('_');
    expect(named('app-web-1')).toBeUndefined();
  });
});
