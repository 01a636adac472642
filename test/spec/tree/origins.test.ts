import { describe, expect, test } from 'vitest';
import { Origins } from '../../../src/spec/tree/origins.ts';
import type { TreeMap } from '../../../src/spec/tree/tree.ts';

const source = { name: 'compose.yaml', text: '' };

function written(): { origins: Origins; tree: { services: { web: TreeMap } } } {
  const origins = new Origins();
  const tree = { services: { web: { image: 'a', depends_on: ['db', 'cache:x'] } } };
  origins.addRoot(tree, source, 0);
  return { origins, tree };
}

describe('Origins', () => {
  test('finds what a file says as it is', () => {
    const { origins, tree } = written();
    expect(origins.place(tree.services.web, 'image', 'key')).toEqual({
      kind: 'path',
      source,
      document: 0,
      path: ['services', 'web', 'image'],
      part: 'key',
    });
  });

  test('follows containers that were made from others, and members that were taken', () => {
    const { origins, tree } = written();
    const filled = { ...tree.services.web };
    origins.derive(filled, tree.services.web);
    const merged = { picture: 'a', own: 1 };
    origins.take(merged, 'picture', filled, 'image');
    expect(origins.place(merged, 'picture')).toMatchObject({ path: ['services', 'web', 'image'] });
    expect(origins.place(merged, 'own')).toBeUndefined();
  });

  test('gives what aliases share the place where it is met first', () => {
    const origins = new Origins();
    const shared = { init: true };
    origins.addRoot({ a: shared, b: shared }, source, 0);
    expect(origins.place(shared, 'init')).toMatchObject({ path: ['a', 'init'] });
  });

  test('at() gives the nearest place above that was written', () => {
    const { origins, tree } = written();
    expect(origins.at(tree, ['services', 'web', 'build', 'context'])).toMatchObject({
      path: ['services', 'web'],
      part: 'key',
    });
  });

  test('at() finds an item of a list by its name', () => {
    const { origins, tree } = written();
    const path = ['services', 'web', 'depends_on'];
    expect(origins.at(tree, [...path, 'cache'])).toMatchObject({ path: [...path, 1], part: 'value' });
  });
});
