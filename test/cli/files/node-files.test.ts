import { spawnSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { withFoundFiles } from '../../../src/cli/files/found-files.ts';
import { nodeFiles } from '../../../src/cli/files/node-files.ts';
import type { SecretSpec } from '../../../src/model/secret-spec.ts';
import { THIS_MACHINE } from '../../../src/reconciler/preflight/machine.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aProject } from '../../support/a-project.ts';

const folder = aFolder({ text: 'words', 'below/text': '' });
const at = (name: string): string => join(folder, name);
symlinkSync('loop', at('loop'));
spawnSync('mkfifo', [at('pipe')]);
writeFileSync(at('latin'), Buffer.from([0xe9]));
const tooLong = 'a'.repeat(300);
afterAll(() => rmSync(folder, { recursive: true }));

test('nodeFiles.read() has the text, or nothing where there is no file', () => {
  expect(nodeFiles.read(at('text'))).toBe('words');
  expect(nodeFiles.read(at('none'))).toBeUndefined();
  expect(nodeFiles.read(at('text/none'))).toBeUndefined();
});

test.each([
  ['below', 'is a directory'],
  ['latin', 'is not UTF-8 text'],
  ['loop', 'cannot be read: it is a symbolic link that leads back to itself'],
  ['pipe', 'cannot be read: it is no regular file but a named pipe'],
  [tooLong, 'cannot be read: the name is too long'],
  ['a\0b', 'cannot be read: its name has a character that no file name can have'],
])('nodeFiles.read() of %j says why it cannot be read', (name, message) => {
  expect(() => nodeFiles.read(at(name))).toThrow(
    expect.objectContaining({ name: 'FileUnreadable', message }),
  );
});

test.each([
  ['below', true],
  ['text', false],
  ['none', false],
  ['loop', false],
  [tooLong, false],
  ['a\0b', false],
])('nodeFiles.isDirectory(%j) is %s', (name, expected) => {
  expect(nodeFiles.isDirectory(at(name))).toBe(expected);
});

test.each([
  ['loop', {}],
  [tooLong, {}],
  ['text/below', {}],
  ['pipe', { insteadOfFile: 'a named pipe' }],
  ['below', { insteadOfFile: 'a folder' }],
  ['a\0b', {}],
])('a secret at %j ends no command', (name, seen) => {
  const secret: SecretSpec = {
    key: 'token',
    name: 'p_token',
    labels: new Map(),
    driverOpts: new Map(),
    from: { kind: 'file', path: at(name) },
    extensions: new Map(),
  };
  const project = aProject({ secrets: [secret] });

  expect(withFoundFiles(project, true).secrets.get('token')).toEqual({
    ...secret,
    from: { ...secret.from, ...seen },
  });
});

test.each([
  ['text', true],
  ['pipe', true],
  ['none', false],
  ['text/none', false],
  ['loop', false],
  [tooLong, false],
])('preflight takes %j for there: %s', (name, there) => {
  expect(THIS_MACHINE.fileExists(at(name))).toBe(there);
});
