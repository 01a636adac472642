import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffPage, patchPage } from '../../src/model/page-patch.ts';

const records = fc.dictionary(fc.string(), fc.jsonValue());
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('patchPage() makes of the old state what diffPage() was given as the new one', () => {
  fc.assert(
    fc.property(records, records, (before, after) => {
      const [then, now] = [overTheWire(before), overTheWire(after)];
      const patch = diffPage(then, now);

      expect(patch === undefined ? then : patchPage(then, JSON.parse(JSON.stringify(patch)))).toEqual(now);
    }),
  );
});

test('diffPage() says nothing of what is equal, whoever made it', () => {
  fc.assert(
    fc.property(records, (made) => {
      const state = overTheWire(made);

      expect(diffPage(state, overTheWire(state))).toBeUndefined();
    }),
  );
  expect(diffPage({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBeUndefined();
});

test('diffPage() names only the member that has changed, and patchPage() keeps all others as they are', () => {
  const before = { services: { web: { says: 'running' }, db: { says: 'running' } }, files: ['a'] };
  const patch = diffPage(before, {
    services: { web: { says: 'exited' }, db: { says: 'running' } },
    files: ['a'],
  });

  expect(patch).toEqual({ services: { web: { says: ['exited'] } } });
  const after = patchPage(before, patch ?? null) as typeof before;
  expect(after.services.db).toBe(before.services.db);
  expect(after.files).toBe(before.files);
});

test('a member that is called __proto__ is a member like any other', () => {
  const before = JSON.parse('{"a":{"__proto__":1}}');
  const after = JSON.parse('{"a":{"__proto__":2}}');
  const patch = diffPage(before, after);

  expect(JSON.stringify(patchPage(before, JSON.parse(JSON.stringify(patch))))).toBe('{"a":{"__proto__":2}}');
  expect(Object.getPrototypeOf({}).a).toBeUndefined();
});
