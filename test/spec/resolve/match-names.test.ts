import { expect, test } from 'vitest';
import { matchNames } from '../../../src/spec/resolve/match-names.ts';

const names = ['web', 'worker', 'db.1', 'db-2'];

test.each([
  ['w*', ['web', 'worker']],
  ['?eb', ['web']],
  ['db[.]1', ['db.1']],
  ['db.?', ['db.1']],
  ['*-[0-9]', ['db-2']],
  ['db', ['db']],
  ['x*', ['x*']],
  ['web,w*', ['web', 'worker']],
])('matchNames() takes %s for %j', (patterns, found) => {
  expect(matchNames(patterns.split(','), names)).toEqual(found);
});
