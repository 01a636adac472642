import { once } from 'node:events';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { extract, pack } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packPath, statSource } from '../../../src/reconciler/copy/pack-path.ts';
import { unpackInto } from '../../../src/reconciler/copy/unpack-into.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-copy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...path: readonly string[]): string => join(folder, ...path);

async function copy(source: string, name: string, target: string): Promise<void> {
  await unpackInto(packPath(at(source), await statSource(at(source), false), name), {
    folder: at(target),
    name,
  });
}

interface Entry {
  readonly name: string;
  readonly type?: 'directory' | 'symlink' | 'link' | 'fifo';
  readonly linkname?: string;
  readonly mode?: number;
  readonly content?: string;
}

function archiveOf(entries: readonly Entry[]): Readable {
  const archive = pack();
  for (const { content = '', ...header } of entries) archive.entry(header, content);
  archive.finalize();
  return Readable.from(archive, { objectMode: false });
}

test('packPath() and unpackInto() keep content, permissions, times and links, under the new name', async () => {
  mkdirSync(at('src/deep'), { recursive: true });
  mkdirSync(at('target'));
  writeFileSync(at('src/big'), 'x'.repeat(300_000), { mode: 0o640 });
  writeFileSync(at('src/deep/empty'), '', { mode: 0o755 });
  symlinkSync('../big', at('src/deep/link'));

  await copy('src', 'copied', 'target');

  const stat = (path: string) => {
    const { mode, mtimeMs } = lstatSync(at(path));
    return [mode, Math.floor(mtimeMs / 1000)];
  };
  expect(readFileSync(at('target/copied/big'), 'utf8')).toHaveLength(300_000);
  for (const path of ['big', 'deep', 'deep/empty'])
    expect(stat(`target/copied/${path}`), path).toEqual(stat(`src/${path}`));
  expect(readlinkSync(at('target/copied/deep/link'))).toBe('../big');
});

test('unpackInto() puts the content of a folder into the target itself', async () => {
  mkdirSync(at('src'));
  mkdirSync(at('target'));
  writeFileSync(at('src/a'), 'a');

  await copy('src', '.', 'target');

  expect(readFileSync(at('target/a'), 'utf8')).toBe('a');
});

test('unpackInto() replaces a link instead of writing to where it leads', async () => {
  mkdirSync(at('target'));
  writeFileSync(at('precious'), 'mine');
  symlinkSync('../precious', at('target/a'));
  writeFileSync(at('a'), 'theirs');

  await copy('a', 'a', 'target');

  expect(readFileSync(at('precious'), 'utf8')).toBe('mine');
  expect(readFileSync(at('target/a'), 'utf8')).toBe('theirs');
});

test.each([
  ['a name that leads out', [{ name: 'x/../../evil', content: 'evil' }]],
  [
    'a link that leads out, and a file behind it',
    [
      { name: 'x/', type: 'directory' as const },
      { name: 'x/out', type: 'symlink' as const, linkname: '../../outside' },
      { name: 'x/out/evil', content: 'evil' },
    ],
  ],
  [
    'a link that leads out, and folders behind it',
    [
      { name: 'x/', type: 'directory' as const },
      { name: 'x/out', type: 'symlink' as const, linkname: '../../outside' },
      { name: 'x/out/evil/deep/', type: 'directory' as const },
    ],
  ],
  [
    'a hard link to what is outside',
    [
      { name: 'x/', type: 'directory' as const },
      { name: 'x/stolen', type: 'link' as const, linkname: 'x/../../precious' },
    ],
  ],
])('unpackInto() writes nothing outside of the folder for %s', async (_, entries) => {
  mkdirSync(at('target'));
  mkdirSync(at('outside'));
  writeFileSync(at('precious'), 'mine');
  const unpacked = unpackInto(archiveOf(entries), { folder: at('target'), name: 'x' });

  await expect(unpacked).rejects.toThrow('outside of');
  expect(() => lstatSync(at('outside/evil'))).toThrow();
  expect(() => lstatSync(at('evil'))).toThrow();
  expect(() => lstatSync(at('target/x/stolen'))).toThrow();
});

test('unpackInto() touches nothing behind a link that leads elsewhere by the end', async () => {
  mkdirSync(at('target'));
  mkdirSync(at('outside/d'), { recursive: true, mode: 0o755 });
  const unpacked = unpackInto(
    archiveOf([
      { name: 'x/', type: 'directory' },
      { name: 'x/real/', type: 'directory' },
      { name: 'x/lk', type: 'symlink', linkname: 'real' },
      { name: 'x/lk/d/', type: 'directory', mode: 0o777 },
      { name: 'x/lk', type: 'symlink', linkname: '../../outside' },
    ]),
    { folder: at('target'), name: 'x' },
  );

  await expect(unpacked).rejects.toThrow(`${at('target/x/lk')} is a link`);
  expect(lstatSync(at('outside/d')).mode & 0o777).toBe(0o755);
});

test('unpackInto() makes no hard link to a link, which would lead elsewhere from there', async () => {
  mkdirSync(at('target'));
  const unpacked = unpackInto(
    archiveOf([
      { name: 'x/', type: 'directory' },
      { name: 'x/deep/', type: 'directory' },
      { name: 'x/deep/lk', type: 'symlink', linkname: '../..' },
      { name: 'x/up', type: 'link', linkname: 'x/deep/lk' },
    ]),
    { folder: at('target'), name: 'x' },
  );

  await expect(unpacked).rejects.toThrow('hard link');
  expect(readdirSync(at('target/x'))).toEqual(['deep']);
});

test('unpackInto() makes hard links within the folder, and leaves out what is neither a file nor a link', async () => {
  mkdirSync(at('target'));
  await unpackInto(
    archiveOf([
      { name: 'x/', type: 'directory' },
      { name: 'x/a', content: 'text' },
      { name: 'x/b', type: 'link', linkname: 'x/a' },
      { name: 'x/pipe', type: 'fifo' },
    ]),
    { folder: at('target'), name: 'new' },
  );

  expect(readdirSync(at('target/new'))).toEqual(['a', 'b']);
  expect(lstatSync(at('target/new/b')).ino).toBe(lstatSync(at('target/new/a')).ino);
});

test('unpackInto() makes folders that the archive only implies, and keeps those that are there', async () => {
  mkdirSync(at('target/x/kept'), { recursive: true });
  writeFileSync(at('target/x/kept/mine'), 'mine');
  await unpackInto(
    archiveOf([
      { name: 'x/', type: 'directory', mode: 0o700 },
      { name: 'x/kept/', type: 'directory', mode: 0o711 },
      { name: 'x/a/b/', type: 'directory', mode: 0o500 },
    ]),
    { folder: at('target'), name: 'x' },
  );

  expect(readFileSync(at('target/x/kept/mine'), 'utf8')).toBe('mine');
  expect(['x', 'x/kept', 'x/a/b'].map((path) => lstatSync(at('target', path)).mode & 0o777)).toEqual([
    0o700, 0o711, 0o500,
  ]);
});

test('unpackInto() leaves the folder itself as it is', async () => {
  mkdirSync(at('target'), { mode: 0o755 });
  const { mode } = lstatSync(at('target'));
  await unpackInto(archiveOf([{ name: 'x/', type: 'directory', mode: 0o700 }]), {
    folder: at('target'),
    name: '.',
  });

  expect(lstatSync(at('target')).mode).toBe(mode);
});

test('unpackInto() puts no file in the place of a folder, and no folder in that of a file', async () => {
  mkdirSync(at('target/x'), { recursive: true });
  writeFileSync(at('target/y'), 'mine');
  const unpack = (entry: Entry, name: string) =>
    unpackInto(archiveOf([entry]), { folder: at('target'), name });

  await expect(unpack({ name: 'x', content: 'theirs' }, 'x')).rejects.toMatchObject({
    code: 'bad-usage',
    message: `${at('target/x')} is a folder, and a file cannot take its place`,
    hint: 'copy to another place, or remove it first',
  });
  await expect(unpack({ name: 'y/', type: 'directory' }, 'y')).rejects.toMatchObject({
    message: `${at('target/y')} is a file, and a folder cannot take its place`,
  });
  expect(readFileSync(at('target/y'), 'utf8')).toBe('mine');
});

test('unpackInto() fails as the archive fails', async () => {
  mkdirSync(at('target'));
  const broken = new Readable({ read: () => undefined });
  const unpacked = unpackInto(broken, { folder: at('target'), name: 'x' });
  broken.destroy(new Error('the connection was lost'));

  await expect(unpacked).rejects.toThrow('the connection was lost');
});

test('packPath() has owners, in the order of the names, and leaves out sockets and the like', async () => {
  mkdirSync(at('src'));
  for (const name of ['b', 'a', 'c']) writeFileSync(at('src', name), '');
  const server = createServer().listen(at('src/socket'));
  await once(server, 'listening');
  const { uid, gid } = lstatSync(at('src'));
  const headers: { name: string; uid?: number; gid?: number }[] = [];
  const entries = packPath(at('src'), await statSource(at('src'), false), 'new').pipe(extract());
  for await (const entry of entries) {
    headers.push(entry.header);
    entry.resume();
  }
  server.close();

  expect(headers.map(({ name }) => name)).toEqual(['new/', 'new/a', 'new/b', 'new/c']);
  expect(headers.every((header) => header.uid === uid && header.gid === gid)).toBe(true);
});

test('packPath() sends a file that grows meanwhile as long as it was, and fails for one that goes', async () => {
  writeFileSync(at('a'), 'begin');
  const found = await statSource(at('a'), false);
  writeFileSync(at('a'), 'begin and more');
  mkdirSync(at('target'));
  await unpackInto(packPath(at('a'), found, 'a'), { folder: at('target'), name: 'a' });
  expect(readFileSync(at('target/a'), 'utf8')).toBe('begin');

  rmSync(at('a'));
  await expect(
    unpackInto(packPath(at('a'), found, 'a'), { folder: at('target'), name: 'a' }),
  ).rejects.toThrow('ENOENT');
});

test('unpackInto() says so where the engine sent something else than an archive', async () => {
  mkdirSync(at('target'));
  const page = Readable.from([Buffer.from('<html>'.repeat(200))], { objectMode: false });

  await expect(unpackInto(page, { folder: at('target'), name: 'x' })).rejects.toMatchObject({
    code: 'engine-refused',
    message: 'the engine sent something else than an archive',
  });
});
