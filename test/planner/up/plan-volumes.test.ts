import { describe, expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed } from '../../../src/model/observed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { Project } from '../../../src/model/project.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { anObserved, BUSYBOX } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
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

describe('planUp() that destroys a volume whose containers have anonymous ones too', () => {
  const anonymous = 'f'.repeat(64);
  const project = (driver: string): Project =>
    aProject({
      volumes: [aVolume('data', { driver }), aVolume('logs')],
      services: [
        aService('db', { volumes: data }),
        aService('log', { volumes: [{ type: 'volume', source: 'logs', target: '/logs' }] }),
      ],
    });
  const before = running(project('local'));
  const mounts = [
    { type: 'volume', name: 'app_data', source: 'app_data', target: '/data' },
    { type: 'volume', name: anonymous, source: anonymous, target: '/cache' },
    { type: 'bind', source: '/etc/db', target: '/conf' },
  ];
  const holding = withContainer(before, 'app-db-1', { mounts });
  const destroy = (seen: Observed, intent: UpIntent = {}) =>
    planUp(project('nfs'), seen, { destroyData: ['data'], ...intent }, inspectionsOf(seen));
  const text = (plan: Plan): string => formatPlan(plan).replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old');

  test('keeps those in a container that never runs until the next one has them', () => {
    const made = destroy(holding);

    expect(text(made)).toBe(
      lines(
        '1 create-container db/1 as old_app-db-1 because it follows volume app_data',
        '2 stop-container app-db-1 after 1 because it follows volume app_data',
        '3 remove-container app-db-1 after 2 because it follows volume app_data',
        '4 remove-volume app_data after 3 because changed: driver local -> nfs',
        '5 create-volume data after 4 because changed: driver local -> nfs',
        '6 create-container db/1 inheriting after 5 because it follows volume app_data',
        '7 start-container made by 6 after 6 because it follows volume app_data',
        '8 remove-container app-db-1 after 6 because it follows volume app_data',
      ),
    );
    expect(made.steps[0]?.operation).toMatchObject({
      kind: 'create-container',
      request: {
        Image: BUSYBOX,
        Entrypoint: [expect.stringContaining('until the next `gantry up`')],
        Labels: { [LABEL.service]: 'db', [LABEL.replace]: 'db-1' },
        HostConfig: {
          NetworkMode: 'none',
          Mounts: [{ Type: 'volume', Source: anonymous, Target: '/cache' }],
          Tmpfs: { '/data': '', '/conf': '' },
        },
      },
    });
    expect(made.steps[0]?.operation).toHaveProperty('request.HostConfig.Tmpfs', { '/data': '', '/conf': '' });
    expect(made.steps.at(-1)?.operation).toMatchObject({ kind: 'remove-container', withVolumes: false });
  });

  test('hides nothing else in that container where there is nothing else', () => {
    const only = withContainer(before, 'app-db-1', { mounts: mounts.slice(0, 2) });
    const operation = destroy(only).steps[0]?.operation;

    expect(operation).toMatchObject({ request: { HostConfig: { Tmpfs: { '/data': '' } } } });
  });

  test('lets them go with --renew-anon-volumes', () => {
    expect(text(destroy(holding, { renewAnonVolumes: true }))).not.toContain('as old_app-db-1');
  });

  test('removes first what an interrupted run has under that name', () => {
    const db = before.containers.find(({ name }) => name === 'app-db-1');
    const name = `${db?.id.slice(0, 12)}_app-db-1`;
    const left = anObservedContainer('db', { name, state: 'created', labels: { [LABEL.replace]: 'db-1' } });
    const made = destroy({ ...holding, containers: [left, ...holding.containers] });

    expect(text(made).split('\n').slice(0, 2).join('\n')).toBe(
      lines(
        '1 remove-container old_app-db-1 with volumes because leftover',
        '2 create-container db/1 as old_app-db-1 after 1 because it follows volume app_data',
      ),
    );
  });
});

describe('planUp() of volumes that are there', () => {
  test('counts those as unchanged that are as wanted, and no others', () => {
    const volumes = (plan: Plan) => plan.unchanged.filter(({ kind }) => kind === 'volume');

    expect(volumes(planUp(withDriver('local'), observed, {}, new Map()))).toEqual([
      { kind: 'volume', name: 'app_data' },
    ]);
    expect(volumes(plan({}))).toEqual([]);
  });

  test('uses one that is not of the project as it is, and says so', () => {
    const foreign = { ...observed, volumes: observed.volumes.map((volume) => ({ ...volume, labels: {} })) };
    const made = planUp(withDriver('nfs'), foreign, { destroyData: ['data'] }, inspectionsOf(foreign));

    expect(made.steps).toEqual([]);
    expect(made.warnings).toEqual([
      expect.stringContaining('volume "app_data" exists and is not of this project: it is used as it is'),
      'volume "app_data" has not changed: its data stays',
    ]);
  });

  test('leaves an external one to who owns it', () => {
    const external = aProject({
      volumes: [aVolume('data', { name: 'app_data', external: true, driver: 'nfs' })],
      services: [aService('db', { volumes: data })],
    });
    const { containers: _, ...without } = observed;
    const made = planUp(external, { ...without, containers: [] }, {}, new Map());

    expect(formatPlan(made)).not.toContain('volume');
    expect(made.unchanged).toEqual([]);
  });

  test('names what it may have been that somebody wanted destroyed', () => {
    const hintOf = (project: Project, name: string): string | undefined => {
      try {
        planUp(project, anObserved(), { destroyData: [name] }, new Map());
      } catch (error) {
        return error instanceof UserError && error.hint !== undefined ? hintText(error.hint) : undefined;
      }
      return undefined;
    };
    const two = aProject({ volumes: [aVolume('data'), aVolume('far', { name: 'far', external: true })] });

    expect(hintOf(two, 'dat')).toBe('did you mean "data"?');
    expect(hintOf(two, 'something')).toBe('it has app_data, far; external ones are never removed');
    expect(hintOf(two, 'far')).toBe('it has app_data, far; external ones are never removed');
    expect(hintOf(aProject(), 'data')).toBe('it has none; external ones are never removed');
  });

  test('names all services, in order, that a volume cannot be taken from', () => {
    const many = aProject({
      volumes: [aVolume('data', { driver: 'nfs' })],
      services: ['one', 'zoo', 'ape'].map((name) => aService(name, { volumes: data })),
    });
    const local = aProject({
      volumes: [aVolume('data', { driver: 'local' })],
      services: ['one', 'zoo', 'ape'].map((name) => aService(name, { volumes: data })),
    });

    expect(() =>
      planUp(many, running(local), { destroyData: ['data'], services: ['one'] }, new Map()),
    ).toThrow(
      expect.objectContaining({
        message: '--destroy-data: volume "app_data" is used by ape, zoo too',
        hint: 'name those services as well, or none to mean all',
      }),
    );
  });
});
