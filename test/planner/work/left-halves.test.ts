import { describe, expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedVolume } from '../../../src/model/observed.ts';
import { trashedVolumes, trashMarker } from '../../../src/model/trash.ts';
import { copyMarker } from '../../../src/model/volume-copy.ts';
import { planRestore } from '../../../src/planner/commands/plan-restore.ts';
import { planEmptying, planTakeBack, removeExpired } from '../../../src/planner/commands/plan-trash.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { lines } from '../../support/lines.ts';
import { planUp } from '../../support/planning.ts';

const aVolumeWith = (name: string, labels: ObservedVolume['labels'] = {}): ObservedVolume => ({
  name,
  driver: 'local',
  labels,
  options: {},
  createdAt: '2026-12-01T10:00:00Z',
});

/** Half of it, and what says so. */
function half(source: string, { name, labels }: ObservedVolume, madeFor?: string): readonly ObservedVolume[] {
  const request = { Name: name, Labels: labels };
  const marker = copyMarker({ source, request, ...(madeFor !== undefined && { madeFor }) });
  return [aVolumeWith(name, labels), aVolumeWith(marker.Name, marker.Labels)];
}

const OWN = { [LABEL.project]: 'app', [LABEL.volume]: 'data' };
const data = aVolumeWith('app_data', OWN);
const inTrash = aVolumeWith('app_data_trash_1', {
  [LABEL.trash]: 'app_data',
  [LABEL.trashProject]: 'app',
  [LABEL.trashBy]: 'restore',
  [LABEL.trashKeep]: '60',
  [LABEL.trashLabels]: JSON.stringify(OWN),
});
const staged = aVolumeWith('app_data_restored_1', { [LABEL.project]: 'app', [LABEL.restored]: 'app_data' });

const project = aProject({
  services: [aService('db', { volumes: [{ type: 'volume', source: 'data', target: '/data' }] })],
  volumes: [aVolume('data')],
});
const NOTHING = { verb: 'up', project: 'app', steps: [], warnings: [], unchanged: [], withheld: [] };

describe('removeExpired() removes halves that commands have left which were cut off', () => {
  const removed = (volumes: readonly ObservedVolume[]): string =>
    formatPlan(removeExpired(NOTHING, anObserved({ volumes: [data, ...volumes] }), 0));

  test.each([
    ['of the trash', half('app_data', inTrash), 'app_data_trash_1'],
    ['of a backup', half('/b.tar', staged), 'app_data_restored_1'],
    ['of a clone, which is of no project', half('app_data', aVolumeWith('copy'), 'app'), 'copy'],
    ['of which only the mark was made', half('app_data', inTrash).slice(1), 'app_data_trash_1_copying'],
  ])('%s', (_, volumes, name) => {
    expect(removed(volumes)).toBe(`1 remove-volume ${name} optional because leftover`);
  });

  test('but none of another project, none of the project itself, and none that the plan makes', () => {
    expect(removed(half('x', aVolumeWith('copy'), 'other'))).toBe('');
    expect(removed(half('x', aVolumeWith('app_more', { ...OWN, [LABEL.volume]: 'more' })))).toBe('');
    const observed = anObserved({ volumes: [...half('app_data_trash_1', data), inTrash] });
    const copying = planUp(project, observed, { restoreTrash: ['app_data'] }, new Map());
    expect(removeExpired(copying, observed, 0).steps).toEqual(copying.steps);
  });

  test('after what gives access to them', () => {
    const helper = anObservedContainer('db', {
      mounts: [{ type: 'volume', name: inTrash.name, source: '/x', target: '/volume' }],
    });
    const observed = { ...anObserved({ volumes: half('app_data', inTrash) }), holdHelpers: [helper] };
    expect(removeExpired(NOTHING, observed, 0).steps).toEqual([]);
  });
});

test('planTakeBack() makes half a volume anew, and moves it nowhere', () => {
  const observed = anObserved({ volumes: [...half(inTrash.name, data), inTrash] });
  const plan = planTakeBack('app', observed, { trashed: trashedVolumes(observed.volumes), sizes: new Map() });
  expect(formatPlan(plan)).toBe(
    lines(
      '1 copy-volume app_data_trash_1 to app_data because in the trash: restored',
      '2 remove-volume app_data_trash_1 kept in app_data after 1 optional because in the trash: restored',
    ),
  );
  expect(plan.steps[0]?.operation).toMatchObject({ replacesHalf: true });
});

test('planTakeBack() and planEmptying() first remove what gives access to volumes', () => {
  const helper = anObservedContainer('db', { name: 'app_data_copying_to' });
  const observed = { ...anObserved({ volumes: [inTrash] }), holdHelpers: [helper] };
  const trashed = trashedVolumes(observed.volumes);
  const first = '1 remove-container app_data_copying_to with volumes optional because leftover';
  expect(formatPlan(planTakeBack('app', observed, { trashed, sizes: new Map() })).split('\n')[0]).toBe(first);
  expect(formatPlan(planEmptying('app', observed, trashed))).toBe(
    lines(first, '2 remove-volume app_data_trash_1 after 1 because requested by trash empty'),
  );
});

test('up takes a volume out of the trash where somebody was cut off who did', () => {
  const observed = anObserved({ volumes: [...half(inTrash.name, data), inTrash] });
  const { steps } = planUp(project, observed, {}, new Map());
  expect(steps[0]?.operation).toMatchObject({
    kind: 'copy-volume',
    source: inTrash.name,
    request: { Name: 'app_data' },
    replacesHalf: true,
  });
});

test('up gives a name its last volume back where an exchange with the trash was cut off between the two', () => {
  const exchanged = { ...inTrash, labels: { ...inTrash.labels, [LABEL.trashBy]: 'undo' } };
  const first = (volumes: readonly ObservedVolume[], interruptedSince?: string) =>
    formatPlan(
      planUp(
        project,
        { ...anObserved({ volumes }), ...(interruptedSince !== undefined && { interruptedSince }) },
        {},
        new Map(),
      ),
    ).split('\n')[0];
  const isMade = '1 create-volume data because missing';
  expect(first([exchanged], '2026-12-01T10:00:00Z')).toBe(
    '1 copy-volume app_data_trash_1 to app_data because in the trash: restored',
  );
  expect(first([exchanged])).toBe(isMade);
  expect(first([inTrash], '2026-12-01T10:00:00Z')).toBe(isMade);
});

test('up goes on with a restore that was cut off, also where the name is one of the trash', () => {
  const marker = trashMarker(data, { project: 'app', by: 'down -v', keepSeconds: 60 });
  const observed = anObserved({ volumes: [data, staged, aVolumeWith(marker.Name, marker.Labels)] });
  expect(
    formatPlan(planUp(project, observed, {}, new Map()))
      .split('\n')
      .slice(0, 3),
  ).toEqual([
    '1 copy-volume app_data to app_data_trash_20261201T100000Z because in the trash: name-needed',
    '2 remove-volume app_data kept in app_data_trash_20261201T100000Z after 1 because in the trash: name-needed',
    '3 copy-volume app_data_restored_1 to app_data after 2 because leftover',
  ]);
});

test.each([
  ['/b.tar', 'gantry restore /b.tar'],
  ['other_data', 'gantry clone other_data app_data'],
])('up says how half a volume that was to come from %s is made anew', (source, command) => {
  const observed = anObserved({ volumes: [...half(source, data), inTrash] });
  const problem = thrownBy(() => planUp(project, observed, {}, new Map()));
  expect(problem instanceof UserError && hintText(problem.hint ?? '')).toContain(
    `\`${command}\` begins anew`,
  );
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('planRestore() removes what gives access to a volume before it does anything with that', () => {
  const helper = anObservedContainer('db', { name: 'app_data_copying_to' });
  const observed = { ...anObserved({ volumes: [data] }), holdHelpers: [helper] };
  const section = { folder: 'app_data', offset: 0, bytes: 1, sha256: 'a'.repeat(64) };
  const plan = planRestore(observed, {
    project: 'app',
    volumes: [{ request: { Name: 'app_data', Labels: OWN }, source: { from: '/b.tar', section } }],
    dumps: [],
    trash: undefined,
    trashSizes: new Map(),
  });
  expect(formatPlan(plan).split('\n').slice(0, 3)).toEqual([
    '1 remove-container app_data_copying_to with volumes optional because leftover',
    '2 restore-volume app_data_restored_aaaaaaaaaaaa from app_data after 1 because requested by restore',
    '3 remove-volume app_data after 2 because requested by restore',
  ]);
});
