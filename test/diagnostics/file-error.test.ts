import { expect, test } from 'vitest';
import { fileError, isMissing, knownError } from '../../src/diagnostics/file-error.ts';

const answer = (code: string, syscall: string, path?: string): Error =>
  Object.assign(new Error(`${code}: words of the system, ${syscall}`), { code, syscall, path });

test.each([
  ['EACCES', 'stat', 'file-unreadable', '/a cannot be read: permission denied'],
  ['ELOOP', 'stat', 'file-unreadable', '/a cannot be read: it is a symbolic link that leads back to itself'],
  ['ENAMETOOLONG', 'open', 'file-unreadable', '/a cannot be opened: the name is too long'],
  ['ENOENT', 'lstat', 'missing-file', '/a cannot be read: it does not exist'],
  ['ENOTDIR', 'scandir', 'missing-file', '/a cannot be read: a part of its path is no folder'],
  ['EIO', 'read', 'file-unreadable', '/a cannot be read: the disk reports an error'],
  ['EMFILE', 'open', 'file-unreadable', expect.stringContaining('too many files open')],
  ['ENOSPC', 'write', 'no-space', '/a cannot be written: there is no space left on the disk'],
  ['EDQUOT', 'write', 'no-space', '/a cannot be written: the disk quota is used up'],
  ['EROFS', 'mkdir', 'file-not-written', '/a cannot be written: the file system is read-only'],
  ['EISDIR', 'rename', 'file-not-written', '/a cannot be written: it is a folder'],
])('%s of %s is an error of the user', (code, syscall, shown, message) => {
  expect(knownError(answer(code, syscall, '/a'))).toMatchObject({ name: 'UserError', code: shown, message });
});

test('knownError() leaves alone what is no answer of the file system', () => {
  const mistake = new TypeError('x is undefined');
  const refused = answer('EACCES', 'connect');
  const odd = answer('EODD', 'open');

  for (const error of [mistake, refused, odd]) expect(knownError(error)).toBe(error);
});

test('fileError() says what it is about, and keeps the cause', () => {
  const cause = answer('EACCES', 'open', '/a');

  expect(
    fileError('the file of secret "a"', 'cannot be read', cause, { hint: 'make it readable' }),
  ).toMatchObject({
    code: 'file-unreadable',
    message: 'the file of secret "a" cannot be read: permission denied',
    hint: 'make it readable',
    cause,
  });
  expect(isMissing(cause)).toBe(false);
});
