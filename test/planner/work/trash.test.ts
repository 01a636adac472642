import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedVolume } from '../../../src/model/observed.ts';
import { isExpired, trashedVolumes } from '../../../src/model/trash.ts';
import { planDown } from '../../../src/planner/commands/plan-down.ts';
import { planRm } from '../../../src/planner/commands/plan-rm.ts';
import { planEmptying, planTakeBack, removeExpired } from '../../../src/planner/commands/plan-trash.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { planUp } from '../../support/planning.ts';

const DAY = 86_400;
const trash = { keepSeconds: DAY };
const CREATED = '2026-12-01T10:00:00Z';
const THROWN = '2026-12-02T10:00:00Z';
const STAMP = '20261201T100000Z';

const data: ObservedVolume = {
  name: 'app_data',
  driver: 'local',
  labels: { [LABEL.project]: 'app', [LABEL.volume]: 'data' },
  options: {},
  mountpoint: '/volumes/app_data',
  createdAt: CREATED,
};
const marker: ObservedVolume = {
  name: `app_data_trashed_${STAMP}`,
  driver: 'local',
  labels: {
    [LABEL.trash]: 'app_data',
    [LABEL.trashProject]: 'app',
    [LABEL.trashBy]: 'down -v',
    [LABEL.trashKeep]: String(DAY),
    [LABEL.trashCreated]: CREATED,
  },
  createdAt: THROWN,
};
const moved: ObservedVolume = {
  name: `app_data_trash_${STAMP}`,
  driver: 'local',
  labels: {
    [LABEL.trash]: 'app_data',
    [LABEL.trashProject]: 'app',
    [LABEL.trashBy]: 'down -v',
    [LABEL.trashKeep]: String(DAY),
    [LABEL.trashSince]: THROWN,
    [LABEL.trashLabels]: JSON.stringify(data.labels),
  },
  createdAt: '2026-12-02T11:00:00Z',
};
const ANONYMOUS = 'a'.repeat(64);

const project = aProject({
  services: [
    aService('db', {
      volumes: [{ type: 'volume', source: 'data', target: '/data' }],
    }),
  ],
  volumes: [aVolume('data')],
});
const db = (overrides = {}) =>
  anObservedContainer('db', {
    mounts: [
      { type: 'volume', name: 'app_data', source: '/volumes/app_data', target: '/data' },
      { type: 'volume', name: ANONYMOUS, source: '/x', target: '/cache' },
    ],
    ...overrides,
  });

const volumeSteps = (text: string): readonly string[] =>
  text.split('\n').filter((line) => /volume|remove-container/.test(line));

describe('planDown() with a trash', () => {
  const down = (volumes: readonly ObservedVolume[], containers = [db()]) =>
    volumeSteps(formatPlan(planDown(project, anObserved({ volumes, containers }), { volumes: true, trash })));

  test('marks named and anonymous volumes after their containers, and removes none', () => {
    const anonymous = { ...data, name: ANONYMOUS, labels: {} };
    expect(down([data, anonymous])).toEqual([
      '2 remove-container app-db-1 after 1 because requested by down',
      `3 trash-volume ${ANONYMOUS} after 2 optional because requested by down`,
      '4 trash-volume app_data after 2 optional because requested by down',
    ]);
    const { steps } = planDown(project, anObserved({ volumes: [data, anonymous], containers: [db()] }), {
      volumes: true,
      trash,
    });
    expect(steps.at(-1)?.operation).toMatchObject({ marker: { Name: marker.name, Labels: marker.labels } });
    expect(steps[2]?.operation).toMatchObject({
      marker: { Labels: { [LABEL.trashContainer]: 'app-db-1', [LABEL.trashPath]: '/cache' } },
    });
  });

  test('leaves what is there already, and marks anew what somebody has used since', () => {
    expect(down([data, marker], [])).toEqual([]);
    expect(down([data, marker])).toEqual([
      '2 remove-container app-db-1 after 1 because requested by down',
      `3 remove-volume ${marker.name} optional because requested by down`,
      '4 trash-volume app_data after 2,3 optional because requested by down',
    ]);
  });

  test('removes what cannot be kept, and says so', () => {
    const memory = { ...data, options: { type: 'tmpfs' } };
    const plan = planDown(project, anObserved({ volumes: [memory] }), { volumes: true, trash });
    expect(volumeSteps(formatPlan(plan))).toEqual([
      '1 remove-volume app_data optional because requested by down',
    ]);
    expect(plan.warnings).toEqual([expect.stringContaining('cannot be kept in the trash')]);
  });
});

test('planRm() with a trash keeps the anonymous volumes of what it removes', () => {
  const anonymous = { ...data, name: ANONYMOUS, labels: {} };
  const observed = anObserved({ volumes: [data, anonymous], containers: [db({ state: 'exited' })] });
  expect(volumeSteps(formatPlan(planRm(project, observed, { volumes: true, trash })))).toEqual([
    '1 remove-container app-db-1 because requested by rm',
    `2 trash-volume ${ANONYMOUS} after 1 optional because requested by rm`,
  ]);
});

describe('planUp() with something in the trash', () => {
  const planned = (volumes: readonly ObservedVolume[], intent: UpIntent = {}) =>
    planUp(project, anObserved({ volumes }), intent, new Map());
  const up = (volumes: readonly ObservedVolume[], intent: UpIntent = {}) =>
    volumeSteps(formatPlan(planned(volumes, intent)));

  test('moves the content away before it makes a volume of that name, and tells what that takes', () => {
    const trashSizes = new Map([['app_data', { sizeBytes: 3_000_000, expectedMs: 2000 }]]);
    const steps = up([data, marker], { trashSizes });
    expect(steps.slice(0, 3)).toEqual([
      `1 copy-volume app_data to ${moved.name} because in the trash: name-needed`,
      `2 remove-volume app_data kept in ${moved.name} after 1 because in the trash: name-needed`,
      '3 create-volume data after 2 because missing',
    ]);
    expect(planned([data, marker], { trashSizes }).warnings).toEqual([
      expect.stringContaining(' (3 MB, about 2 s)'),
    ]);
  });

  test('takes it back where it is asked to', () => {
    expect(up([data, marker], { restoreTrash: ['data'] })[0]).toBe(
      '1 untrash-volume app_data because in the trash: restored',
    );
    expect(up([moved], { restoreTrash: ['app_data'] }).slice(0, 2)).toEqual([
      `1 copy-volume ${moved.name} to app_data because in the trash: restored`,
      `2 remove-volume ${moved.name} kept in app_data after 1 optional because in the trash: restored`,
    ]);
  });

  test('gives a container the anonymous volumes again that one of its name had, which the trash knows until it has them', () => {
    const anonymous = { ...data, name: ANONYMOUS, labels: {} };
    const ofAnonymous: ObservedVolume = {
      ...marker,
      name: `${ANONYMOUS}_trashed_${STAMP}`,
      labels: {
        ...marker.labels,
        [LABEL.trash]: ANONYMOUS,
        [LABEL.trashContainer]: 'app-db-1',
        [LABEL.trashPath]: '/cache',
      },
    };
    const { steps } = planned([anonymous, ofAnonymous], { restoreTrash: [ANONYMOUS] });
    const back = steps.find(({ operation }) => operation.kind === 'untrash-volume');
    const create = steps.find(({ operation }) => operation.kind === 'create-container');
    expect(create?.operation).toMatchObject({ inherits: { '/cache': ANONYMOUS } });
    expect(back).toMatchObject({
      operation: { name: ANONYMOUS, marker: ofAnonymous.name },
      after: [create?.id],
    });
  });

  test('does not take a volume for one of the trash that was made later under its name', () => {
    const later = { ...data, createdAt: '2026-12-03T10:00:00Z' };
    expect(up([later, marker]).filter((step) => /copy|remove-volume/.test(step))).toEqual([]);
  });
});

describe('planTakeBack()', () => {
  const takeBack = (volumes: readonly ObservedVolume[], containers = [] as ReturnType<typeof db>[]) =>
    formatPlan(
      planTakeBack('app', anObserved({ volumes, containers }), {
        trashed: trashedVolumes(volumes),
        sizes: new Map(),
      }),
    ).split('\n');

  test('only takes the mark away of what is in its place', () => {
    expect(takeBack([data, marker])).toEqual(['1 untrash-volume app_data because in the trash: restored']);
  });

  test('leaves what has no name there as long as no container has it, and says so', () => {
    const of = { container: 'app-db-1', path: '/cache' };
    const trashed = trashedVolumes([data, marker]).map((one) => ({ ...one, of }));
    const plan = (containers: ReturnType<typeof db>[]) =>
      planTakeBack('app', anObserved({ volumes: [data, marker], containers }), { trashed, sizes: new Map() });
    expect(plan([]).warnings).toEqual([
      'volume "app_data" of app-db-1 (/cache) stays in the trash: it has no name of its own, and no container has it',
    ]);
    expect(plan([]).steps).toEqual([]);
    expect(formatPlan(plan([db()]))).toBe('1 untrash-volume app_data because in the trash: restored');
  });

  test('keeps what has the name by now, which no container may have', () => {
    const later = { ...data, createdAt: '2026-12-03T10:00:00Z' };
    expect(takeBack([moved, later])).toEqual([
      '1 copy-volume app_data to app_data_trash_20261203T100000Z because in the trash: name-needed',
      '2 remove-volume app_data kept in app_data_trash_20261203T100000Z after 1 because in the trash: name-needed',
      `3 copy-volume ${moved.name} to app_data after 2 because in the trash: restored`,
      `4 remove-volume ${moved.name} kept in app_data after 3 optional because in the trash: restored`,
    ]);
    expect(() => takeBack([moved, later], [db()])).toThrow('which app-db-1 has');
  });
});

test('planEmptying() removes for good, and leaves what a container has again', () => {
  const volumes = [data, marker, moved];
  const empty = (containers = [] as ReturnType<typeof db>[]) =>
    formatPlan(planEmptying('app', anObserved({ volumes, containers }), trashedVolumes(volumes))).split('\n');
  expect(empty()).toEqual([
    '1 remove-volume app_data because requested by trash empty',
    `2 remove-volume ${moved.name} because requested by trash empty`,
  ]);
  expect(empty([db()])[0]).toBe('1 untrash-volume app_data because requested by trash empty');
});

test('removeExpired() removes what has been there for its time, and marks of volumes that are gone', () => {
  const plan = planDown(project, anObserved({ volumes: [] }));
  const at = (ms: number, volumes: readonly ObservedVolume[]) =>
    formatPlan(removeExpired(plan, anObserved({ volumes }), ms))
      .split('\n')
      .filter((line) => line !== '');
  const over = Date.parse(THROWN) + DAY * 1000;
  expect(at(over - 1, [data, marker])).toEqual([]);
  expect(at(over, [data, marker])).toEqual([
    '1 remove-volume app_data optional because in the trash: expired',
  ]);
  expect(at(0, [marker])).toEqual([`1 remove-volume ${marker.name} optional because in the trash: expired`]);
  expect(at(over, [{ ...data, createdAt: '2026-12-03T10:00:00Z' }, marker])).toEqual([
    `1 remove-volume ${marker.name} optional because in the trash: expired`,
  ]);
});

describe('trashedVolumes()', () => {
  test('reads what is marked and what was moved, each with its time', () => {
    const [inPlace, ...others] = trashedVolumes([data, marker]);
    expect(others).toEqual([]);
    expect(inPlace).toEqual({
      name: 'app_data',
      project: 'app',
      keptIn: 'app_data',
      marker: marker.name,
      labels: data.labels,
      by: 'down -v',
      keepSeconds: DAY,
      since: THROWN,
    });
    expect(trashedVolumes([moved])).toEqual([
      {
        name: 'app_data',
        project: 'app',
        keptIn: moved.name,
        labels: data.labels,
        by: 'down -v',
        keepSeconds: DAY,
        since: THROWN,
      },
    ]);
  });

  test('takes half of what was to be moved for nothing', () => {
    const half = {
      ...data,
      name: `${moved.name}_copying`,
      labels: { [LABEL.copying]: moved.name, [LABEL.copyingFrom]: 'app_data' },
    };
    expect(trashedVolumes([moved, half])).toEqual([]);
  });

  test('tells whose time is over', () => {
    const [trashed] = trashedVolumes([moved]);
    if (!trashed) throw new Error('nothing is in the trash');
    expect(isExpired(trashed, Date.parse(THROWN) + DAY * 1000 - 1)).toBe(false);
    expect(isExpired(trashed, Date.parse(THROWN) + DAY * 1000)).toBe(true);
    expect(isExpired({ ...trashed, keepSeconds: Number.NaN }, Date.now())).toBe(false);
  });
});
