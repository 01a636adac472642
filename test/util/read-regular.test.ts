import { spawnSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { limitFileSize, readRegular } from '../../src/util/read-regular.ts';
import { aFolder } from '../support/a-folder.ts';

const folder = aFolder({ text: 'some words' });
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

test('readRegular() reads a file, and what the kernel makes up', () => {
  expect(readRegular(at('text')).toString()).toBe('some words');
  expect(readRegular('/proc/self/status').toString()).toContain('Pid:');
});

test('readRegular() takes /dev/null for empty, also behind a link', () => {
  symlinkSync('/dev/null', at('nothing'));

  expect(readRegular('/dev/null')).toHaveLength(0);
  expect(readRegular(at('nothing'))).toHaveLength(0);
});

test('readRegular() waits for no writer of a named pipe', () => {
  spawnSync('mkfifo', [at('pipe')]);

  expect(() => readRegular(at('pipe'))).toThrow('it is no regular file but a named pipe');
});

test('readRegular() refuses what has no end, and what is too long', () => {
  expect(() => readRegular('/dev/zero')).toThrow('it is no regular file but a device');
  expect(() => readRegular(at('text'), 5)).toThrow('it is too large to be read');
});

test('readRegular() has the error of the system for the rest', () => {
  expect(() => readRegular(folder)).toThrow(expect.objectContaining({ code: 'EISDIR' }));
  expect(() => readRegular(at('none'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

test('limitFileSize() holds for the whole program', () => {
  limitFileSize(5);
  try {
    expect(() => readRegular(at('text'))).toThrow('it is too large to be read');
  } finally {
    limitFileSize(256 * 1024 * 1024);
  }
  expect(readRegular(at('text')).length).toBeGreaterThan(5);
});
