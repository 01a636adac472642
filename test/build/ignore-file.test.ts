import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findIgnoreFile } from '../../src/build/ignore-file.ts';
import { aFolder } from '../support/a-folder.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('findIgnoreFile() takes the one of the Dockerfile before that of the context', () => {
  folder = aFolder({ '.dockerignore': 'a', 'web/Dockerfile.dockerignore': 'b' });

  expect(findIgnoreFile(folder, join(folder, 'web/Dockerfile'))).toMatchObject({ text: 'b' });
  expect(findIgnoreFile(folder, join(folder, 'Dockerfile'))).toMatchObject({ text: 'a' });
  expect(findIgnoreFile(folder, undefined)).toMatchObject({ name: join(folder, '.dockerignore'), text: 'a' });
  expect(findIgnoreFile(join(folder, 'web'), undefined)).toBeUndefined();
});

test('findIgnoreFile() does not go on without rules that it cannot read', () => {
  folder = aFolder({ Dockerfile: '' });
  mkdirSync(join(folder, '.dockerignore'));

  expect(() => findIgnoreFile(folder, undefined)).toThrow(
    expect.objectContaining({
      code: 'file-unreadable',
      message: `the ignore file ${join(folder, '.dockerignore')} cannot be read: it is a folder`,
    }),
  );
});
