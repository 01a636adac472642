import { expect, test } from 'vitest';
import { ownerText, readOwner } from '../../src/model/instance.ts';

test('readOwner() reads what ownerText() wrote', () => {
  const owner = { host: 'ci-7', bootId: '0a1b', pid: 4711, startTime: '880' };
  expect(readOwner(ownerText(owner))).toEqual(owner);
});

test.each(['', 'ci-7', 'ci-7 0a1b pid 880', 'ci-7 0a1b 4711 880 9'])(
  'readOwner() takes "%s" for nobody',
  (text) => {
    expect(readOwner(text)).toBeUndefined();
  },
);
