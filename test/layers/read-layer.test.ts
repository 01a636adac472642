import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Judge } from '../../src/layers/layer-contents.ts';
import { BadArchive, readLayer } from '../../src/layers/read-layer.ts';
import { aTar, type TarEntry } from '../support/a-tar.ts';

const BLIND: Judge = { version: 1, wants: () => false, look: () => [] };

async function* inPieces(content: Buffer, size = 700): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

const read = async (entries: readonly TarEntry[], judge = BLIND) =>
  readLayer(inPieces(await aTar(entries)), judge);

describe('readLayer()', () => {
  test('keeps kind, size, mode with setuid, owner, time and target', async () => {
    const { files, bytes } = await read([
      [{ name: 'app/', type: 'directory', mode: 0o1777 }],
      [{ name: 'app/su', mode: 0o104755, uid: 7, gid: 8, mtime: new Date(5000) }, 'x'.repeat(1000)],
      [{ name: 'app/sh', type: 'symlink', linkname: '../bin/sh' }],
      [{ name: 'app/again', type: 'link', linkname: 'app/su' }],
      [{ name: 'dev', type: 'character-device' }],
    ]);
    expect(bytes).toBe(1000);
    expect(files.get('/app')).toMatchObject({ kind: 'folder', bytes: 0, mode: 0o1777 });
    expect(files.get('/app/su')).toEqual({
      kind: 'file',
      bytes: 1000,
      mode: 0o4755,
      uid: 7,
      gid: 8,
      modifiedAt: 5,
    });
    expect(files.get('/app/sh')).toMatchObject({ kind: 'link', target: '../bin/sh' });
    expect(files.get('/app/again')).toEqual({
      kind: 'file',
      bytes: 0,
      mode: 0o4755,
      uid: 7,
      gid: 8,
      modifiedAt: 5,
    });
    expect(files.get('/dev')?.kind).toBe('other');
  });

  test('takes the marks of what is gone for no files', async () => {
    const { files, gone, emptied } = await read([
      [{ name: 'etc/.wh.passwd' }],
      [{ name: 'var/cache/.wh..wh..opq' }],
      [{ name: '.wh..wh.plnk' }],
      [{ name: '.wh.' }],
    ]);
    expect([gone, emptied, files.size]).toEqual([['/etc/passwd'], ['/var/cache'], 0]);
  });

  test('leaves no path above the root', async () => {
    const { files } = await read([
      [{ name: '../../etc/x' }, 'x'],
      [{ name: './a//b/./c' }, 'x'],
    ]);
    expect([...files.keys()]).toEqual(['/etc/x', '/a/b/c']);
  });

  test('shows the judge small files that it wants, and keeps its words alone', async () => {
    const looked: string[] = [];
    const judge: Judge = {
      version: 1,
      wants: (path) => path !== '/skip',
      look: (path, content) => {
        looked.push(`${path} ${content.length}`);
        return path === '/key' ? ['secret'] : [];
      },
    };
    const { files } = await read(
      [
        [{ name: 'key' }, 'the c4nary'],
        [{ name: 'skip' }, 'x'],
        [{ name: 'empty' }, ''],
        [{ name: 'large' }, Buffer.alloc(65 * 1024)],
        [{ name: 'late' }, 'xyz'],
      ],
      judge,
    );
    expect(looked).toEqual(['/key 10', '/late 3']);
    expect(files.get('/key')?.signs).toEqual(['secret']);
    expect(JSON.stringify([...files])).not.toContain('c4nary');
  });

  test('knows the ids of users, and nothing else that their list has', async () => {
    const { users } = await read([
      [{ name: 'etc/passwd' }, 'root:x:0:0::/:/bin/sh\napp:$6$c4nary:500:501:x:/:/x\nbroken\n::1:1:\n'],
    ]);
    expect([...(users ?? [])]).toEqual([
      ['root', { uid: 0, gid: 0 }],
      ['app', { uid: 500, gid: 501 }],
    ]);
  });

  test('takes an archive of nothing for a layer without files', async () => {
    expect((await readLayer(inPieces(Buffer.alloc(1024)), BLIND)).files.size).toBe(0);
  });

  test.each<[string, () => Promise<Buffer>]>([
    ['a folder in a folder in a folder …', () => aTar([[{ name: 'a/'.repeat(200) }, 'x']])],
    ['a path that no file system allows', () => aTar([[{ name: `${'a'.repeat(5000)}/x` }, 'x']])],
    ['no archive', async () => Buffer.from('no archive'.repeat(200))],
    [
      'an archive that ends in the middle',
      async () => (await aTar([[{ name: 'x' }, 'x'.repeat(9000)]])).subarray(0, 3000),
    ],
  ])('refuses %s', async (_, make) => {
    await expect(readLayer(inPieces(await make()), BLIND)).rejects.toThrow(BadArchive);
  });

  test.each([
    ['paths that together fill the memory', { pathBytes: 10 }],
    ['more files than there can be', { entries: 2 }],
  ])('refuses %s', async (_, limit) => {
    const entries: readonly TarEntry[] = ['abcd', 'efgh', 'ijkl'].map((name) => [{ name }, 'x']);
    const limits = { entries: 3, path: 10, depth: 5, pathBytes: 15 };
    expect((await readLayer(inPieces(await aTar(entries)), BLIND, limits)).files.size).toBe(3);
    const read = readLayer(inPieces(await aTar(entries)), BLIND, { ...limits, ...limit });
    await expect(read).rejects.toThrow('more files than any image');
  });
});

test('readLayer() reads what is damaged anywhere, or calls it that', async () => {
  const whole = await aTar([
    [{ name: 'etc/passwd' }, 'app:x:1:1::/:/x\n'],
    [{ name: `${'long/'.repeat(40)}name`, mtime: new Date(5), pax: { comment: 'x' } }, 'x'.repeat(600)],
    [{ name: 'link', type: 'symlink', linkname: 'a'.repeat(150) }],
  ]);
  const byte = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(byte, { minLength: 1, maxLength: 6 }), async (changes) => {
      const damaged = Buffer.from(whole);
      for (const [at, value] of changes) damaged[at] = value;
      const ended = await readLayer(inPieces(damaged), BLIND).catch((error: unknown) => error);
      expect(ended instanceof Error ? ended.name : 'read').toMatch(/^(?:read|BadArchive)$/);
    }),
    { numRuns: 300 },
  );
});
