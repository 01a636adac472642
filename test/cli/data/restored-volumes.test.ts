import { expect, test } from 'vitest';
import { restoredVolumes } from '../../../src/cli/data/restored-volumes.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { aProject } from '../../support/a-project.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const NAMELESS = 'a'.repeat(64);
const ANONYMOUS = { 'com.docker.volume.anonymous': '' };

const volume = (name: string, labels: Readonly<Record<string, string>>) => ({
  name,
  labels,
  driver: 'local',
  options: {},
});
const observed = anObserved({
  volumes: [
    volume('other_data', { [LABEL.project]: 'other' }),
    volume('gone', {}),
    volume(NAMELESS, ANONYMOUS),
    volume('shop_data', { [LABEL.project]: 'shop' }),
  ],
});
const part = (name: string, labels: Readonly<Record<string, string>> = { [LABEL.project]: 'shop' }) =>
  ({ kind: 'volume', folder: name, name, labels }) as const;

interface Around {
  readonly containers?: readonly ObservedContainer[];
  readonly anyProject?: boolean;
}

const restored =
  (parts: readonly ReturnType<typeof part>[], { containers = [], anyProject = false }: Around = {}) =>
  () =>
    restoredVolumes({ project: aProject({ name: 'shop' }), observed }, parts, { containers, anyProject });

test('a backup replaces no volume of another project, nor one that nobody knows, under the name of the own one', () => {
  expect(restored([part('other_data'), part('gone')])).toThrow(
    'the backup would replace volumes that shop does not have: "other_data" of other, "gone"',
  );
  expect(restored([part('shop_data'), part('new')])).not.toThrow();
  expect(restored([part('other_data')], { anyProject: true })).not.toThrow();
});

test('a volume without a name is of the project whose containers have it, whatever the backup says of it', () => {
  const user = (project: string): ObservedContainer =>
    anObservedContainer('cache', {
      labels: { [LABEL.project]: project },
      mounts: [{ type: 'volume', name: NAMELESS, source: NAMELESS, target: '/cache' }],
    });
  const parts = [part(NAMELESS, ANONYMOUS)];
  expect(restored(parts)).toThrow(NAMELESS);
  expect(restored(parts, { containers: [user('other')] })).toThrow(NAMELESS);
  expect(restored(parts, { containers: [user('shop')] })).not.toThrow();
});

test.each(['gantry-history-new', 'gantry-lock-other', 'gantry-lock-other.left'])(
  'a backup makes no volume in which gantry keeps its own things: %s',
  (name) => {
    expect(restored([part(name)], { anyProject: true })).toThrow(name);
  },
);

test('a backup with two contents for one volume is refused', () => {
  expect(restored([part('new'), { ...part('new'), folder: 'again' }])).toThrow(
    'the backup has more than one content for volume "new": new, again',
  );
});

test('a volume of a backup bears no notes of gantry, and the name of the project it is restored into', () => {
  const labels = { [LABEL.project]: 'other', [LABEL.volume]: 'data', 'gantry.trash': 'x', mine: 'y' };
  expect(restored([part('data', labels)])()[0]?.request.Labels).toEqual({
    [LABEL.project]: 'shop',
    [LABEL.volume]: 'data',
    mine: 'y',
  });
  expect(restored([part('data', labels)], { anyProject: true })()[0]?.request.Labels).toMatchObject({
    [LABEL.project]: 'other',
  });
});
