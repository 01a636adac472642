import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterEach, expect, test } from 'vitest';
import { packContext } from '../../src/build/context.ts';
import type { Dockerfile } from '../../src/build/find-dockerfile.ts';
import type { Source } from '../../src/diagnostics/source.ts';
import { aFolder } from '../support/a-folder.ts';

const ignoring = (text: string): Source => ({ name: '.dockerignore', text });

const DOCKERFILE: Dockerfile = { name: 'Dockerfile', ignore: ignoring('') };

let folder: string;
afterEach(() => rmSync(folder, { recursive: true }));

test('packContext() sends names in order, parents first, with their modes, and owned by root', async () => {
  folder = aFolder({ 'b/z.sh': 'run', 'b/a': '', 'a.txt': 'text', Dockerfile: 'FROM scratch' });
  chmodSync(join(folder, 'b/z.sh'), 0o755);
  chmodSync(join(folder, 'a.txt'), 0o640);

  const entries = await unpack(folder, DOCKERFILE);

  expect(entries.map(({ name }) => name)).toEqual(['Dockerfile', 'a.txt', 'b', 'b/a', 'b/z.sh']);
  expect(entries[4]).toMatchObject({ mode: 0o755, uid: 0, gid: 0, text: 'run' });
  expect(entries[1]).toMatchObject({ mode: 0o640, text: 'text' });
});

test('packContext() gives the same bytes for the same folder', async () => {
  folder = aFolder({ Dockerfile: 'FROM scratch', b: '1', a: '2' });

  expect(await buffer(packContext(folder, DOCKERFILE))).toEqual(
    await buffer(packContext(folder, DOCKERFILE)),
  );
});

test('packContext() sends links as links, also those that lead nowhere', async () => {
  folder = aFolder({ Dockerfile: 'FROM scratch' });
  symlinkSync('/nowhere', join(folder, 'away'));

  expect((await unpack(folder, DOCKERFILE))[1]).toMatchObject({ type: 'symlink', linkname: '/nowhere' });
});

test('packContext() leaves out what .dockerignore says, but never the Dockerfile', async () => {
  folder = aFolder({
    'build/Dockerfile': 'FROM scratch',
    'build/x': '',
    'node_modules/a/b': '',
    'src/m.c': '',
    log: '',
  });
  const dockerfile = { name: 'build/Dockerfile', ignore: ignoring('node_modules\nlog\nbuild') };

  const names = (await unpack(folder, dockerfile)).map(({ name }) => name);

  expect(names).toEqual(['build/Dockerfile', 'src', 'src/m.c']);
});

test('packContext() takes back in what an exception in .dockerignore names', async () => {
  folder = aFolder({ Dockerfile: '', 'src/keep/a': '', 'src/b': '' });
  const names = (await unpack(folder, { name: 'Dockerfile', ignore: ignoring('*\n!src/keep') })).map(
    ({ name }) => name,
  );

  expect(names).toEqual(['Dockerfile', 'src/keep', 'src/keep/a']);
});

test('packContext() adds a Dockerfile that is not in the context', async () => {
  folder = aFolder({ a: '' });
  const entries = await unpack(folder, {
    name: '.gantry.Dockerfile',
    injected: 'FROM busybox',
    ignore: ignoring('*'),
  });

  expect(entries).toMatchObject([{ name: '.gantry.Dockerfile', text: 'FROM busybox' }]);
});

test('packContext() streams a file that is too large to be held at once', { timeout: 60_000 }, async () => {
  const large = 'x'.repeat(3_000_000);
  folder = aFolder({ Dockerfile: '', large });

  expect((await unpack(folder, DOCKERFILE))[1]?.text).toBe(large);
});

test('packContext() sends names that are no UTF-8 as the bytes that they are', async () => {
  folder = aFolder({ Dockerfile: '', 'b/a': '', é: 'text' });
  const raw = (text: string): Buffer =>
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(text, 'latin1')]);
  const long = `caf\xe9${'x'.repeat(120)}`;
  writeFileSync(raw('caf\xe9'), 'coffee');
  mkdirSync(raw('b/\xff'));
  writeFileSync(raw('b/\xff/plain'), 'below');
  symlinkSync(Buffer.from('caf\xe9', 'latin1'), raw(long));

  const entries = await unpack(folder, DOCKERFILE, 'latin1');

  expect(entries.map(({ name, text }) => [name, text])).toEqual([
    ['Dockerfile', ''],
    ['b', ''],
    ['b/a', ''],
    ['b/\xff', ''],
    ['b/\xff/plain', 'below'],
    ['caf\xe9', 'coffee'],
    [long, ''],
    ['é', 'text'],
  ]);
  expect(entries[6]).toMatchObject({ type: 'symlink', linkname: 'caf\xe9' });
});

test('packContext() says which file cannot be read', async () => {
  folder = aFolder({ Dockerfile: '' });
  const archive = packContext(join(folder, 'Dockerfile/x'), DOCKERFILE);
  writeFileSync(join(folder, 'later'), '');

  await expect(buffer(archive)).rejects.toMatchObject({
    code: 'missing-file',
    message: expect.stringContaining('Dockerfile/x'),
  });
});

async function unpack(root: string, dockerfile: Dockerfile, filenameEncoding: BufferEncoding = 'utf8') {
  // The types of the library lack this option.
  const options = { highWaterMark: 16_384, filenameEncoding };
  const archive = extract(options);
  archive.end(await buffer(packContext(root, dockerfile)));
  const entries: { name: string; mode: number; uid: number; gid: number; text: string }[] = [];
  for await (const entry of archive) {
    const text = (await buffer(entry)).toString();
    const { name, mode, uid, gid, type, linkname } = entry.header;
    entries.push({ name, mode, uid, gid, text, ...(type === 'symlink' ? { type, linkname } : {}) });
  }
  return entries;
}
