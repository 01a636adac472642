import { expect, test } from 'vitest';
import { containerId } from '../../src/model/ids.ts';
import { borrowedName, finalName, readTemporaryName, temporaryName } from '../../src/model/temporary-name.ts';

const ID = containerId(`${'a'.repeat(12)}${'b'.repeat(52)}`);

test('temporaryName() says whom a container replaces, and readTemporaryName() reads it', () => {
  expect(readTemporaryName(temporaryName(ID, 'app-web-1'))).toEqual({
    replaces: 'a'.repeat(12),
    name: 'app-web-1',
  });
  expect(readTemporaryName('app-web-1')).toBeUndefined();
});

test('borrowedName() names nobody who is replaced', () => {
  const { replaces = '', name } = readTemporaryName(borrowedName(ID, 'app-web-1')) ?? {};
  expect(ID.startsWith(replaces)).toBe(false);
  expect(name).toBe('app-web-1');
});

test('finalName() is the name that a container is to have', () => {
  expect(finalName(temporaryName(ID, 'app-web-1'))).toBe('app-web-1');
  expect(finalName('app_web_1')).toBe('app_web_1');
});
