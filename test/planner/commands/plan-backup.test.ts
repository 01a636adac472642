import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { Json } from '../../../src/model/json.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer, ObservedVolume } from '../../../src/model/observed.ts';
import { type BackupIntent, planBackup } from '../../../src/planner/commands/plan-backup.ts';
import { planClone } from '../../../src/planner/commands/plan-clone.ts';
import { planRestore } from '../../../src/planner/commands/plan-restore.ts';
import { removeExpired } from '../../../src/planner/commands/plan-trash.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { planUp } from '../../support/planning.ts';

const volume = (key: string, more: Partial<ObservedVolume> = {}): ObservedVolume => ({
  name: `app_${key}`,
  driver: 'local',
  labels: { [LABEL.project]: 'app', [LABEL.volume]: key },
  options: {},
  createdAt: '2026-12-01T10:00:00Z',
  ...more,
});
const volumes = [volume('cache'), volume('data')];
const project = aProject({
  services: [
    aService('db', { volumes: [{ type: 'volume', source: 'data', target: '/data' }] }),
    aService('web'),
  ],
  volumes: [aVolume('data'), aVolume('cache')],
});
const mounting = (service: string, name: string, more: Partial<ObservedContainer> = {}) =>
  anObservedContainer(service, { mounts: [{ type: 'volume', name, source: '', target: '/x' }], ...more });
const db = mounting('db', 'app_data');

const intent = (
  containers: readonly ObservedContainer[],
  more: Partial<BackupIntent> = {},
): BackupIntent => ({
  to: '/tmp/app.tar',
  replaces: false,
  compression: 'none',
  named: [],
  anonymous: false,
  writers: undefined,
  containers,
  databases: new Set(),
  endedByStop: new Map(),
  startedAt: new Map(),
  sizes: new Map(),
  made: { madeAt: '2026-12-02T05:00:00Z', madeBy: 'gantry' },
  ...more,
});
const plan = (containers: readonly ObservedContainer[], more: Partial<BackupIntent> = {}, of = project) =>
  planBackup(of, anObserved({ volumes, containers }), intent(containers, more));
const lines = (...given: Parameters<typeof plan>) => formatPlan(plan(...given)).split('\n');

describe('planBackup()', () => {
  test('reads what nobody writes into, and nothing of others', () => {
    expect(lines([])).toEqual(['1 write-backup app_cache, app_data because requested by backup']);
    expect(lines([], { named: ['data'] })).toEqual(['1 write-backup app_data because requested by backup']);
    expect(lines([mounting('db', 'app_data', { state: 'exited' })], { named: ['db'] })).toEqual([
      '1 write-backup app_data because requested by backup',
    ]);
  });

  test('pauses who writes, and has it go on when the backup failed, too', () => {
    const made = plan([db]);
    expect(formatPlan(made).split('\n')).toEqual([
      '1 pause-container app-db-1 because requested by backup',
      '2 write-backup app_cache, app_data after 1 because requested by backup',
      '3 unpause-container app-db-1 after 2 whatever becomes of 2 because requested by backup',
      '4 unpause-container app-db-1 if 1 was done and 3 failed or was cancelled because requested by backup',
    ]);
    expect(made.steps[2]).toMatchObject({ tolerates: [2] });
    expect(made.steps[1]?.operation).toMatchObject({
      volumes: [{ writers: 'paused' }, { writers: 'paused' }],
    });
  });

  test('writes down whom it stops', () => {
    const stopped = lines([db], { writers: 'stop' });
    expect(stopped[0]).toContain('create-volume app_stopped_');
    expect(stopped[1]).toContain('stop-container app-db-1 after 1');
    expect(stopped[2]).toContain('write-backup');
    expect(stopped[3]).toContain('start-container app-db-1');
  });

  test('stops nobody for --live', () => {
    expect(lines([db], { writers: 'live' })).toEqual([
      '1 write-backup app_cache, app_data because requested by backup',
    ]);
  });

  test('refuses a database that runs, unless it is said what it puts up with', () => {
    const databases = new Set([db.id]);
    expect(() => plan([db], { databases })).toThrow('is a database without a backup command');
    expect(lines([db], { databases, writers: 'pause' })).toHaveLength(4);
  });

  test('refuses to stop what could not be started again', () => {
    const endedByStop = new Map([[db.id, 'started with --rm']]);
    expect(() => plan([db], { writers: 'stop', endedByStop })).toThrow(UserError);
  });

  const withCommand = (backup: Json) =>
    aProject({
      services: [
        aService('db', {
          volumes: [{ type: 'volume', source: 'data', target: '/data' }],
          extensions: new Map([['x-gantry', { backup }]]),
        }),
      ],
      volumes: [aVolume('data'), aVolume('cache')],
    });

  test('takes what a backup command writes for the files of its volumes', () => {
    const of = withCommand({ command: 'pg_dump app' });
    const made = plan([db], { databases: new Set([db.id]) }, of);
    expect(formatPlan(made)).toBe('1 write-backup app_cache, db because requested by backup');
    expect(made.steps[0]?.operation).toMatchObject({
      dumps: [{ folder: 'db.dump', command: ['/bin/sh', '-c', 'pg_dump app'], container: db.id }],
      manifest: {
        parts: [
          { kind: 'volume', name: 'app_cache' },
          { kind: 'dump', service: 'db' },
        ],
      },
    });
  });

  test('takes the files where the command cannot run, and says so', () => {
    const made = plan(
      [mounting('db', 'app_data', { state: 'exited' })],
      {},
      withCommand({ command: ['dump'] }),
    );
    expect(formatPlan(made)).toBe('1 write-backup app_cache, app_data because requested by backup');
    expect(made.warnings).toEqual([expect.stringContaining('"db" does not run')]);
  });

  test('refuses names that are none, and a project without volumes', () => {
    expect(() => plan([], { named: ['dta'] })).toThrow('no service and no volume "dta"');
    expect(() => planBackup(project, anObserved({}), intent([]))).toThrow('has no volume on this engine');
  });
});

const source = {
  from: '/tmp/app.tar',
  section: { folder: 'app_data', offset: 0, bytes: 5, sha256: 'ab'.repeat(32) },
};
const staged = 'app_data_restored_abababababab';

describe('planRestore()', () => {
  const request = { Name: 'app_data', Labels: { [LABEL.project]: 'app' } };
  const restore = (there: readonly ObservedVolume[], trash?: { keepSeconds: number }) =>
    formatPlan(
      planRestore(anObserved({ volumes: there }), {
        project: 'app',
        volumes: [{ request, source }],
        dumps: [],
        trash,
        trashSizes: new Map(),
      }),
    ).split('\n');

  test('makes what is not there at once, and half of one anew', () => {
    expect(restore([])).toEqual(['1 restore-volume app_data from app_data because requested by restore']);
    const half = volume('x', { name: 'app_data_copying', labels: { [LABEL.copying]: 'app_data' } });
    expect(restore([volume('data'), half])).toHaveLength(1);
  });

  test('touches what is there only when the new one is whole', () => {
    expect(restore([volume('data')])).toEqual([
      `1 restore-volume ${staged} from app_data because requested by restore`,
      '2 remove-volume app_data after 1 because requested by restore',
      `3 copy-volume ${staged} to app_data after 2 because requested by restore`,
      `4 remove-volume ${staged} kept in app_data after 3 optional because requested by restore`,
    ]);
  });

  test('keeps what was there where there is a trash', () => {
    expect(restore([volume('data')], { keepSeconds: 60 }).slice(1, 3)).toEqual([
      '2 copy-volume app_data to app_data_trash_20261201T100000Z after 1 because requested by restore',
      '3 remove-volume app_data kept in app_data_trash_20261201T100000Z after 2 because requested by restore',
    ]);
  });
});

describe('planUp() and a restore', () => {
  const left = volume('x', {
    name: staged,
    labels: { [LABEL.project]: 'app', [LABEL.restored]: 'app_data' },
  });
  const up = (there: readonly ObservedVolume[], more = {}, containers = [] as readonly ObservedContainer[]) =>
    planUp(project, anObserved({ volumes: there, containers }), more, new Map());

  test('stops containers when the new content is whole, and makes them anew', () => {
    const restores = new Map([['app_data', source]]);
    const text = formatPlan(up(volumes, { services: ['db'], restores }, [db])).split('\n');
    expect(text.slice(0, 5)).toEqual([
      `1 restore-volume ${staged} from app_data because requested by restore`,
      '2 stop-container app-db-1 after 1 because it follows volume app_data',
      '3 remove-container app-db-1 after 2 because it follows volume app_data',
      '4 remove-volume app_data after 3 because requested by restore',
      `5 copy-volume ${staged} to app_data after 4 because requested by restore`,
    ]);
  });

  test('ends a switch that was interrupted when the volume was gone', () => {
    expect(formatPlan(up([left, volume('cache')])).split('\n')[0]).toBe(
      `1 copy-volume ${staged} to app_data because leftover`,
    );
  });

  test('removes what is left and not needed', () => {
    const plan = up([left, ...volumes]);
    const cleaned = removeExpired(plan, anObserved({ volumes: [left, ...volumes] }), 0);
    expect(cleaned.steps.at(-1)?.operation).toMatchObject({ kind: 'remove-volume', name: staged });
  });
});

test('planClone() copies while nobody writes, into nothing that is there', () => {
  const clone = (name: string, stopsSource: boolean) =>
    formatPlan(
      planClone(project, anObserved({ volumes }), {
        intent: { sources: new Map(), containers: [db], stopsSource, warnings: [] },
        key: 'x',
        copy: { source: 'app_data', request: { Name: name, Labels: {} } },
      }),
    ).split('\n');
  expect(() => clone('x', false)).toThrow('may write into');
  expect(() => clone('app_cache', true)).toThrow('there is a volume "app_cache" already');
  const steps = clone('x', true);
  // The next `up` of the project finds whom it owes a start.
  expect(steps[0]).toContain('create-volume app_stopped_');
  expect(steps[2]).toContain('copy-volume app_data to x after 2');
});
