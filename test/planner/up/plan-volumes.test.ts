import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { Project } from '../../../src/model/project.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { applyPlan, inspectionsOf } from '../../support/apply-plan.ts';
import { lines } from '../../support/lines.ts';
import { planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const data = [{ type: 'volume', source: 'data', target: '/data' }] as const;
const withDriver = (driver: string): Project =>
  aProject({
    volumes: [aVolume('data', { driver })],
    services: [
      aService('db', { volumes: data }),
      aService('backup', { volumes: data }),
      aService('web', { dependsOn: { db: { condition: 'service_started', restart: true } } }),
    ],
  });

const observed = running(withDriver('local'));
const plan = (intent: UpIntent) => planUp(withDriver('nfs'), observed, intent, inspectionsOf(observed));

describe('planUp() of a volume that changed', () => {
  test('keeps it with its data, and says what is not done and how to have it done', () => {
    const made = plan({});

    expect(made.steps).toEqual([]);
    expect(made.withheld).toEqual([
      {
        resource: { kind: 'volume', name: 'app_data' },
        fields: [{ field: 'driver', from: 'local', to: 'nfs' }],
        flag: '--destroy-data app_data',
        warning: made.warnings[0],
      },
    ]);
    expect(made.warnings).toEqual([
      expect.stringContaining('volume "app_data" was made with other settings (driver local -> nfs)'),
    ]);
  });

  test.each(['app_data', 'data'])(
    'makes it anew for who agreed, by the name %s, with new containers',
    (name) => {
      const made = plan({ destroyData: [name] });

      expect(formatPlan(made)).toBe(
        lines(
          '1 stop-container app-backup-1 because it follows volume app_data',
          '2 remove-container app-backup-1 after 1 because it follows volume app_data',
          '3 stop-container app-web-1 because it follows volume app_data',
          '4 stop-container app-db-1 after 3 because it follows volume app_data',
          '5 remove-container app-db-1 after 4 because it follows volume app_data',
          '6 remove-volume app_data after 2,5 because changed: driver local -> nfs',
          '7 create-volume data after 6 because changed: driver local -> nfs',
          '8 create-container backup/1 inheriting after 7 because it follows volume app_data',
          '9 start-container made by 8 after 8 because it follows volume app_data',
          '10 create-container db/1 inheriting after 7 because it follows volume app_data',
          '11 start-container made by 10 after 10 because it follows volume app_data',
          '12 start-container app-web-1 after 11 because it follows volume app_data',
        ),
      );
      const done = applyPlan(observed, made);
      expect(planUp(withDriver('nfs'), done, {}, inspectionsOf(done)).steps).toEqual([]);
    },
  );

  test('destroys nothing that has not changed, and nothing with --no-recreate', () => {
    const same = planUp(withDriver('local'), observed, { destroyData: ['data'] }, new Map());

    expect(same.steps).toEqual([]);
    expect(same.warnings).toEqual(['volume "app_data" has not changed: its data stays']);
    expect(plan({ destroyData: ['data'], noRecreate: true }).steps).toEqual([]);
  });

  test('holds the anonymous volumes of a container once, however many of its volumes are destroyed', () => {
    const project = (driver: string): Project =>
      aProject({
        volumes: [aVolume('cache', { driver }), aVolume('data', { driver })],
        services: [
          aService('db', {
            volumes: [
              ...data,
              { type: 'volume', source: 'cache', target: '/cache' },
              { type: 'volume', target: '/anonymous' },
            ],
          }),
        ],
      });
    const started = running(project('local'));
    const [container] = started.containers;
    const before = withContainer(started, 'app-db-1', {
      mounts: [
        ...(container?.mounts ?? []),
        { type: 'volume', name: 'ab'.repeat(32), source: '/anonymous', target: '/anonymous' },
      ],
    });
    const made = planUp(project('nfs'), before, { destroyData: ['cache', 'data'] }, inspectionsOf(before));
    const created = made.steps.flatMap(({ operation }) =>
      operation.kind === 'create-container' ? [operation.name.replace(/^[0-9a-f]+_/, 'holder of ')] : [],
    );

    expect(created).toEqual(['holder of app-db-1', 'app-db-1']);
  });

  test('refuses a name that no volume of the project has, and a volume that others use too', () => {
    expect(() => plan({ destroyData: ['dat'] })).toThrow('the project has no volume "dat"');
    expect(() => plan({ destroyData: ['data'], services: ['db'] })).toThrow(
      'volume "app_data" is used by backup too',
    );
  });
});
