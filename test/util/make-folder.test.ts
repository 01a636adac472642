import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeFolder } from '../../src/util/make-folder.ts';
import { aFolder } from '../support/a-folder.ts';

const folder = aFolder({});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('makeFolder() makes the folders above too, with the mode that is asked for, and is content with one that is there', () => {
  const path = join(folder, 'a/b');

  makeFolder(path, { mode: 0o700 });
  makeFolder(path);

  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
});

test.runIf(existsSync('/proc/self'))('makeFolder() gives up where no folder can be made', () => {
  expect(() => makeFolder('/proc/none/such')).toThrow('ENOENT');
});
