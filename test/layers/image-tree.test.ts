import { describe, expect, test } from 'vitest';
import { ImageTree, isWhole } from '../../src/layers/image-tree.ts';
import type { LayerContents, LayerFile } from '../../src/layers/layer-contents.ts';

const FILE: LayerFile = { kind: 'file', bytes: 10, mode: 0o644, uid: 0, gid: 0, modifiedAt: 0 };
const FOLDER: LayerFile = { ...FILE, kind: 'folder', bytes: 0 };
const linkTo = (target: string): LayerFile => ({ ...FILE, kind: 'link', bytes: 0, target });

const layer = (files: Readonly<Record<string, LayerFile>>, more: Partial<LayerContents> = {}) => ({
  id: 'x',
  contents: { files: new Map(Object.entries(files)), gone: [], emptied: [], bytes: 0, ...more },
});

const tree = (...layers: readonly ReturnType<typeof layer>[]) => new ImageTree({ layers });

const hiddenOf = (of: ImageTree) =>
  of.hidden.map(({ path, layer: from, by }) => `${path} ${from} ${by}`).sort();

describe('ImageTree', () => {
  test('has the last of each file, and knows what it hides', () => {
    const made = tree(layer({ '/a': FILE, '/b': FILE }), layer({ '/a': { ...FILE, uid: 5 } }));
    expect(made.at('/a')).toMatchObject({ layer: 1, file: { uid: 5 } });
    expect(made.at('/b')?.layer).toBe(0);
    expect(hiddenOf(made)).toEqual(['/a 0 1']);
    expect(made.hidden[0]?.instead?.uid).toBe(5);
  });

  test('removes what is gone, with all that is below it', () => {
    const made = tree(
      layer({ '/d': FOLDER, '/d/x': FILE, '/d/e/y': FILE }),
      layer({}, { gone: ['/d', '/never'] }),
    );
    expect(made.at('/d/e/y')).toBeUndefined();
    expect(made.at('/d')).toBeUndefined();
    expect(hiddenOf(made)).toEqual(['/d/e/y 0 1', '/d/x 0 1']);
  });

  test('empties a folder that is new in a layer before it has the files of that layer', () => {
    const made = tree(
      layer({ '/d': FOLDER, '/d/x': FILE }),
      layer({ '/d': FOLDER, '/d/y': FILE }, { emptied: ['/d'] }),
    );
    expect([...made.below('/d')].map(({ path }) => path).sort()).toEqual(['/d', '/d/y']);
    expect(hiddenOf(made)).toEqual(['/d/x 0 1']);
  });

  test('empties the root too', () => {
    const made = tree(layer({ '/x': FILE }), layer({}, { emptied: ['/'] }));
    expect([...made.below('/')]).toEqual([]);
  });

  test('has nothing below what is no folder any more', () => {
    const made = tree(layer({ '/d/x': FILE }), layer({ '/d': linkTo('/e') }));
    expect(made.at('/d/x')).toBeUndefined();
    expect(hiddenOf(made)).toEqual(['/d/x 0 1']);
  });

  test('counts each of several copies but the last', () => {
    const made = tree(layer({ '/a': FILE }), layer({ '/a': FILE }), layer({ '/a': FILE }));
    expect(hiddenOf(made)).toEqual(['/a 0 1', '/a 1 2']);
  });

  test('follows links of folders and of files as a container does', () => {
    const made = tree(
      layer({
        '/bin': linkTo('usr/bin'),
        '/usr/bin/sh': linkTo('../lib/shell'),
        '/usr/lib': FOLDER,
        '/usr/lib/shell': linkTo('/opt/busybox'),
        '/opt/busybox': FILE,
        '/up': linkTo('../../../../opt'),
      }),
    );
    expect(made.at('/bin/sh')?.path).toBe('/opt/busybox');
    expect(made.at('/up/busybox')?.path).toBe('/opt/busybox');
    expect(made.at('/usr/lib/')?.file.kind).toBe('folder');
  });

  test.each([
    ['itself', { '/a': linkTo('a') }],
    ['each other', { '/a': linkTo('/b'), '/b': linkTo('/a') }],
    ['nothing', { '/a': linkTo('/none') }],
    ['longer and longer paths', { '/a': linkTo('/a/a') }],
  ])('ends with links that lead to %s', (_, files) => {
    expect(tree(layer(files)).at('/a')).toBeUndefined();
  });

  test('knows the users of the last list', () => {
    const users = (uid: number) => new Map([['app', { uid, gid: 1 }]]);
    expect(tree(layer({}, { users: users(5) }), layer({}, { users: users(6) })).userIds('app')?.uid).toBe(6);
  });
});

test('isWhole() tells whether a layer is missing', () => {
  expect(isWhole({ layers: [layer({})] })).toBe(true);
  expect(isWhole({ layers: [layer({}), { id: 'y' }] })).toBe(false);
});
