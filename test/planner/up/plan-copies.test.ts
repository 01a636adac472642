import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ForeignContainer, Observed, ObservedContainer } from '../../../src/model/observed.ts';
import { copyMarker, stopMarker } from '../../../src/model/volume-copy.ts';
import { planDown } from '../../../src/planner/commands/plan-down.ts';
import type { CopyIntent, UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { planToJson } from '../../../src/ui/plan/plan-to-json.ts';
import { showPlan } from '../../../src/ui/plan/show-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { applyPlan } from '../../support/apply-plan.ts';
import { lines } from '../../support/lines.ts';
import { planUp } from '../../support/planning.ts';

const mount = (name: string) => ({ type: 'volume', source: name, target: `/${name}` }) as const;
const project = aProject({
  volumes: [aVolume('cache'), aVolume('data')],
  services: [
    aService('db', { volumes: [mount('data')], networkMode: 'none' }),
    aService('web', { volumes: [mount('cache')], networkMode: 'none' }),
  ],
});

const user = (name: string, volume: string, more: Partial<ObservedContainer> = {}): ObservedContainer =>
  anObservedContainer(name, {
    name,
    mounts: [{ type: 'volume', name: volume, source: '', target: '/x' }],
    ...more,
  });

const copying = (containers: readonly ObservedContainer[], more: Partial<CopyIntent> = {}): UpIntent => ({
  copies: {
    sources: new Map([
      ['cache', { source: 'main_cache' }],
      ['data', { source: 'main_data', sizeBytes: 412_000_000, expectedMs: 3400 }],
    ]),
    containers,
    stopsSource: false,
    warnings: [],
    ...more,
  },
});

const plan = (intent: UpIntent, observed: Observed = anObserved()) =>
  planUp(project, observed, intent, new Map());
const steps = (intent: UpIntent, observed?: Observed): readonly string[] =>
  formatPlan(plan(intent, observed)).split('\n');

function problemOf(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('planUp() of volumes that start as copies', () => {
  test('makes them before the containers that mount them, and stops nobody who does not write', () => {
    const others = [
      user('reads', 'main_data', {
        mounts: [{ type: 'volume', name: 'main_data', source: '', target: '/x', isReadOnly: true }],
      }),
      user('ended', 'main_data', { state: 'exited' }),
      user('elsewhere', 'other_data'),
    ];
    expect(formatPlan(plan(copying(others)))).toBe(
      lines(
        '1 copy-volume main_cache to app_cache because missing',
        '2 copy-volume main_data to app_data because missing',
        '3 create-container db/1 after 2 because missing',
        '4 start-container made by 3 after 3 because missing',
        '5 create-container web/1 after 1 because missing',
        '6 start-container made by 5 after 5 because missing',
      ),
    );
  });

  test('says what is copied, its size and its time, for people and for programs', () => {
    const made = plan(copying([]));
    expect(showPlan(made, { colour: false })).toContain(
      '+ volume app_data: copy of main_data (412 MB, about 3 s) because it does not exist',
    );
    expect(planToJson(made)).toMatchObject({
      changes: expect.arrayContaining([
        expect.objectContaining({
          resource: { kind: 'volume', name: 'app_data' },
          action: 'copy',
          copyOf: 'main_data',
          sizeBytes: 412_000_000,
          expectedMs: 3400,
        }),
      ]),
    });
  });

  test('refuses while somebody may write into a source, with all who may', () => {
    const writers = [user('main-db', 'main_data'), user('main-web', 'main_cache', { state: 'paused' })];
    const problem = problemOf(() => plan(copying(writers)));
    expect(problem.code).toBe('source-in-use');
    expect(problem.message).toContain('main-db, main-web may write into volumes "main_cache", "main_data"');
  });

  test.each([
    '/var/lib/docker/volumes/main_data/_data',
    '/var/lib/docker/volumes/main_data/_data/base',
    '/var/lib/docker',
    '/',
  ])('sees who writes into the folder of the engine, by %s', (source) => {
    const sources = new Map([
      ['data', { source: 'main_data', sourceFolder: '/var/lib/docker/volumes/main_data/_data' }],
    ]);
    const by = (folder: string, isReadOnly?: true) =>
      user('backup', '', {
        mounts: [{ type: 'bind', source: folder, target: '/x', ...(isReadOnly && { isReadOnly }) }],
      });
    expect(problemOf(() => plan(copying([by(source)], { sources })))).toMatchObject({
      code: 'source-in-use',
      message: expect.stringContaining('backup may write into volume "main_data"'),
    });
    const others = [by(source, true), by('/var/lib/docker/volumes/main_data2'), by('/srv')];
    expect(plan(copying(others, { sources })).steps).not.toEqual([]);
  });

  test('stops those who agreed to be, each only for the copies of what it writes', () => {
    const writers = [user('main-db', 'main_data'), user('main-web', 'main_cache')];
    const all = steps(copying(writers, { stopsSource: true })).slice(0, 14);
    expect(all.filter((step) => !step.includes('app_stopped_'))).toEqual([
      '2 stop-container main-db after 1 because requested by --stop-source',
      '4 stop-container main-web after 3 because requested by --stop-source',
      '5 copy-volume main_cache to app_cache after 4 because missing',
      '6 copy-volume main_data to app_data after 2 because missing',
      '7 start-container main-db after 6 whatever becomes of 4,6 because requested by --stop-source',
      '8 start-container main-db if 2 was done and 7 failed or was cancelled because requested by --stop-source',
      '11 start-container main-web after 5 whatever becomes of 2,5 because requested by --stop-source',
      '12 start-container main-web if 4 was done and 11 failed or was cancelled because requested by --stop-source',
    ]);
  });

  test('never stops one that would not be as it was afterwards', () => {
    const paused = user('main-db', 'main_data', { state: 'paused' });
    const problem = problemOf(() => plan(copying([paused], { stopsSource: true })));
    expect(problem).toMatchObject({
      code: 'source-in-use',
      hint: expect.stringContaining('main-db: paused'),
    });
  });

  test('never stops one that could not be started again, and says why', () => {
    const writers = [user('main-db', 'main_data'), user('visitor', 'main_data')];
    const endedByStop = new Map([[user('visitor', '').id, 'started with --rm']]);
    const problem = problemOf(() => plan(copying(writers, { stopsSource: true, endedByStop })));
    expect(problem).toMatchObject({
      code: 'source-in-use',
      message: expect.stringMatching(/^visitor may write into volume "main_data"/),
      hint: expect.stringContaining('visitor: started with --rm'),
    });
  });

  test('copies nothing into what is there', () => {
    const intent = copying([user('main-db', 'main_data')]);
    const there = applyPlan(anObserved(), plan(copying([])));
    expect(plan(intent, there).steps).toEqual([]);
  });

  test('copies only what the services in question mount', () => {
    expect(steps({ ...copying([user('main-db', 'main_data')]), services: ['web'] })[0]).toBe(
      '1 copy-volume main_cache to app_cache because missing',
    );
  });
});

describe('half a copy', () => {
  const request = { Name: 'app_data', Labels: { [LABEL.project]: 'app', [LABEL.volume]: 'data' } };
  const stopped = user('main-db', 'main_data', { state: 'exited' });
  const marker = copyMarker({ source: 'main_data', request, stopped: [stopped] });
  const observed = anObserved({
    volumes: [request, marker].map(({ Name, Labels }) => ({ name: Name, driver: 'local', labels: Labels })),
  });

  test('is never taken for a whole one', () => {
    expect(problemOf(() => plan({}, observed))).toMatchObject({
      code: 'half-copied',
      message: expect.stringContaining('volume "app_data" is half a copy of "main_data"'),
    });
  });

  test('is made anew, and who was stopped for it is started again', () => {
    expect(steps(copying([stopped]), observed).slice(1, 4)).toEqual([
      '2 copy-volume main_data to app_data because leftover',
      '3 start-container main-db after 2 whatever becomes of 2 because leftover',
      '4 start-container main-db if 3 failed or was cancelled because leftover',
    ]);
    expect(plan(copying([stopped]), observed).steps[1]?.operation).toMatchObject({ replacesHalf: true });
  });

  test('that is gone leaves nothing behind which a new volume would be taken for half of', () => {
    const alone = { ...observed, volumes: observed.volumes.slice(1) };
    expect(steps({}, alone).slice(0, 3)).toEqual([
      '1 create-volume cache because missing',
      '2 remove-volume app_data_copying because leftover',
      '3 create-volume data after 2 because missing',
    ]);
    expect(plan(copying([stopped]), alone).steps[1]?.operation).toMatchObject({
      kind: 'copy-volume',
      replacesHalf: true,
    });
  });

  test('goes with what says that it is half, which goes last', () => {
    const down = planDown(project, observed, { volumes: true });
    expect(down.warnings).toEqual([expect.stringContaining('not started again: main-db')]);
    expect(down.steps.map(({ operation }) => operation)).toEqual([
      { kind: 'remove-volume', name: 'app_data', marker: 'app_data_copying' },
    ]);
  });

  test('leaves a marker alone that is removed by itself', () => {
    const alone = { ...observed, volumes: observed.volumes.slice(1) };
    expect(planDown(project, alone, { volumes: true }).steps.map(({ operation }) => operation)).toEqual([
      { kind: 'remove-volume', name: 'app_data_copying', hasNoData: true },
    ]);
  });

  test('is removed after the containers that an interrupted copy has left', () => {
    const helper = user('app_data_copying_to', 'app_data', {
      state: 'created',
      labels: { [LABEL.copies]: 'app_data' },
    });
    const down = planDown(project, { ...observed, holdHelpers: [helper] }, { volumes: true });
    expect(formatPlan(down)).toBe(
      lines(
        '1 remove-container app_data_copying_to with volumes optional because leftover',
        '2 remove-volume app_data after 1 optional because requested by down',
      ),
    );
  });
});

describe('a container that was stopped for a copy, when its copy is whole and gantry was killed', () => {
  const since = '2026-01-01T00:00:00Z';
  const stopped = user('main-db', 'main_data', { state: 'exited' });
  const request = { Name: 'app_data', Labels: { [LABEL.project]: 'app', [LABEL.volume]: 'data' } };
  const { Name: marker, Labels } = stopMarker(stopped, request, since);
  const owing = (now: Partial<ForeignContainer> | undefined): Observed => {
    const there = applyPlan(anObserved(), plan(copying([])));
    return {
      ...there,
      volumes: [...there.volumes, { name: marker, driver: 'local', labels: Labels }],
      foreignContainers: new Map(
        now && [
          [stopped.id, { id: stopped.id, state: 'exited', startedAt: since, mounts: stopped.mounts, ...now }],
        ],
      ),
    };
  };

  test('is written down before it is stopped, for as long as it does not run', () => {
    const { steps: all } = plan(copying([{ ...stopped, state: 'running' }], { stopsSource: true }));
    const at = (kind: string, name: string) =>
      all.findIndex(
        ({ operation }) =>
          operation.kind === kind &&
          name ===
            ('request' in operation && 'Name' in operation.request
              ? operation.request.Name
              : 'name' in operation && operation.name),
      );
    const [written, stop, start, forgotten] = [
      at('create-volume', marker),
      at('stop-container', 'main-db'),
      at('start-container', 'main-db'),
      at('remove-volume', marker),
    ];
    expect(all[stop]?.after).toEqual([all[written]?.id]);
    expect(all[forgotten]?.after).toEqual([all[start]?.id]);
  });

  test('is started by the next up, which keeps the copy', () => {
    expect(steps({}, owing({}))).toEqual([
      '1 start-container main-db because leftover',
      `2 remove-volume ${marker} after 1 because leftover`,
    ]);
  });

  test.each<[string, Partial<ForeignContainer> | undefined]>([
    ['runs again', { state: 'running' }],
    ['was started and stopped by somebody else since', { startedAt: '2026-01-02T00:00:00Z' }],
    ['is gone', undefined],
  ])('is left alone when it %s', (_, now) => {
    expect(steps({}, owing(now))).toEqual([`1 remove-volume ${marker} because leftover`]);
  });

  test('is started after the copies that are made of what it writes', () => {
    const { volumes, ...rest } = owing({});
    const observed = { ...rest, volumes: volumes.filter(({ name }) => name !== 'app_data') };
    const all = steps(copying([stopped]), observed);
    expect(all).toContain('1 copy-volume main_data to app_data because missing');
    expect(all).toContain('2 start-container main-db after 1 whatever becomes of 1 because leftover');
    expect(all).toContain(`4 remove-volume ${marker} after 2 because leftover`);
  });

  test('is named when what says so goes', () => {
    const { warnings } = planDown(project, owing({}), { volumes: true });
    expect(warnings).toEqual([expect.stringContaining('docker start main-db')]);
  });
});
