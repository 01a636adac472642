import { expect, test } from 'vitest';
import { refuseVolumesOfOthers, volumeOfBackup } from '../../../src/cli/data/restored-volume.ts';
import { LABEL } from '../../../src/model/labels.ts';

const part = (name: string, labels: Readonly<Record<string, string>> = {}) =>
  ({ kind: 'volume', folder: name, name, labels }) as const;

test('a backup replaces no volume of another project, nor one that nobody knows, under the name of the own one', () => {
  const there = [
    { name: 'other_data', labels: { [LABEL.project]: 'other' } },
    { name: 'gantry-history-shop', labels: {} },
    { name: 'shop_data', labels: { [LABEL.project]: 'shop' } },
  ];
  const refused =
    (...names: readonly string[]) =>
    () =>
      refuseVolumesOfOthers(
        'shop',
        names.map((name) => part(name, { [LABEL.project]: 'shop' })),
        there,
      );
  expect(refused('other_data', 'gantry-history-shop')).toThrow(
    'the backup would replace volumes that shop does not have: "other_data" of other, "gantry-history-shop"',
  );
  expect(refused('shop_data', 'new')).not.toThrow();
});

test('one without a name of its own is that of the backup', () => {
  const labels = { 'com.docker.volume.anonymous': '' };
  const name = 'a'.repeat(64);
  const restore = (of: Readonly<Record<string, string>>) => () =>
    refuseVolumesOfOthers('shop', [part(name, of)], [{ name, labels }]);
  expect(restore(labels)).not.toThrow();
  expect(restore({})).toThrow(name);
});

test('a volume of a backup bears no notes of gantry, and the name of the project it is restored into', () => {
  const labels = { [LABEL.project]: 'other', [LABEL.volume]: 'data', 'gantry.trash': 'x', mine: 'y' };
  expect(volumeOfBackup(part('data', labels), 'shop').Labels).toEqual({
    [LABEL.project]: 'shop',
    [LABEL.volume]: 'data',
    mine: 'y',
  });
  expect(volumeOfBackup(part('data', labels), undefined).Labels).toMatchObject({ [LABEL.project]: 'other' });
});
