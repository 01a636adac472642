import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { extract, pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { blank, gantry } from '../../../src/diagnostics/hint.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { containerId } from '../../../src/model/ids.ts';
import { containerPath } from '../../../src/reconciler/copy/container-path.ts';
import { copyIn } from '../../../src/reconciler/copy/copy-in.ts';
import { copyOut, readOut } from '../../../src/reconciler/copy/copy-out.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-copies-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...path: readonly string[]): string => join(folder, ...path);
const web = containerId('web');

const FOLDER = 2 ** 31 + 0o755;
const FILE = 0o644;
/** What is at a path of the container: its mode, and where it leads when it is a link. */
type Paths = Readonly<Record<string, { readonly mode: number; readonly linkTarget?: string }>>;

function anEngine(paths: Paths, refuse?: EngineError) {
  const unpacked: { path: string; options: object; names: string[] }[] = [];
  const read: string[] = [];
  return Object.assign(new RecordingEngine(), {
    unpacked,
    read,
    statPath: async (_id: string, path: string) => {
      const found = paths[path];
      return found && { name: path, size: 0, mtime: '', linkTarget: '', ...found };
    },
    putArchive: async (_id: string, path: string, archive: Readable, options: object) => {
      const names: string[] = [];
      const entries = archive.pipe(extract());
      for await (const entry of entries) {
        names.push(entry.header.name);
        entry.resume();
      }
      if (refuse) throw refuse;
      unpacked.push({ path, options, names });
    },
    getArchive: async (_id: string, path: string) => {
      read.push(path);
      const archive = pack();
      archive.entry({ name: 'log' }, 'content');
      archive.finalize();
      return Readable.from(archive, { objectMode: false });
    },
  });
}

describe('containerPath()', () => {
  const engine = anEngine({
    '/srv': { mode: FOLDER },
    '/srv/file': { mode: FILE },
    '/srv/link': { mode: FILE, linkTarget: 'file' },
    '/srv/far': { mode: FILE, linkTarget: '/srv' },
    '/srv/broken': { mode: FILE, linkTarget: 'nothing' },
  });

  test.each([
    ['/srv', { path: '/srv', exists: true, isFolder: true }],
    ['/srv/file', { path: '/srv/file', exists: true, isFolder: false }],
    ['/none', { path: '/none', exists: false, isFolder: false }],
    ['/srv/link', { path: '/srv/file', exists: true, isFolder: false }],
    ['/srv/far', { path: '/srv', exists: true, isFolder: true }],
    ['/srv/broken', { path: '/srv/nothing', exists: false, isFolder: false }],
  ])('tells what %s is', async (path, expected) => {
    expect(await containerPath(engine, web, path)).toEqual(expected);
  });
});

describe('copyIn()', () => {
  const copy = (
    engine: RecordingEngine,
    to: string,
    more: { from?: string; followLink?: boolean; keepOwner?: boolean } = {},
  ) =>
    copyIn(
      {
        kind: 'copy-in',
        container: web,
        name: 'p-web-1',
        from: at('a'),
        to,
        followLink: false,
        keepOwner: false,
        ...more,
      },
      engine,
    );

  test('puts a file into a folder, or under a new name, and owners only when asked for', async () => {
    writeFileSync(at('a'), 'x');
    const engine = anEngine({ '/srv': { mode: FOLDER } });
    await copy(engine, '/srv');
    await copy(engine, '/srv/b', { keepOwner: true });

    expect(engine.unpacked).toEqual([
      { path: '/srv', options: { noOverwriteDirNonDir: true }, names: ['a'] },
      { path: '/srv', options: { noOverwriteDirNonDir: true, copyUidGid: true }, names: ['b'] },
    ]);
  });

  test('copies what a link leads to only when asked for', async () => {
    mkdirSync(at('real'));
    writeFileSync(at('real', 'x'), '');
    symlinkSync('real', at('a'));
    const engine = anEngine({ '/srv': { mode: FOLDER } });
    await copy(engine, '/srv');
    await copy(engine, '/srv', { followLink: true });

    expect(engine.unpacked.map(({ names }) => names)).toEqual([['a'], ['a/', 'a/x']]);
  });

  test('says what is missing, on which side', async () => {
    await expect(copy(anEngine({ '/srv': { mode: FOLDER } }), '/srv')).rejects.toMatchObject({
      code: 'missing-file',
      message: `there is no ${at('a')} on this machine`,
      hint: 'the container is the side with the colon: SERVICE:PATH',
    });
    writeFileSync(at('a'), 'x');
    const gone = new EngineError('engine-refused', 'no such folder', { status: 404 });
    await expect(copy(anEngine({}, gone), '/none/b')).rejects.toMatchObject({
      code: 'missing-file',
      message: 'there is no folder /none in p-web-1',
      hint: ['make it first: ', gantry('exec', blank('SERVICE'), 'mkdir', '-p', '/none')],
    });
    const full = new EngineError('engine-refused', 'the disk is full', { status: 500 });
    await expect(copy(anEngine({}, full), '/none/b')).rejects.toBe(full);
  });

  test('unpacks an archive only in a folder that is there', async () => {
    await expect(copy(anEngine({ '/file': { mode: FILE } }), '/file', { from: '-' })).rejects.toMatchObject({
      code: 'bad-usage',
      message: '/file in p-web-1 is a file: an archive is unpacked in a folder',
      hint: 'name a folder that is there',
    });
    await expect(copy(anEngine({}), '/none', { from: '-' })).rejects.toThrow(
      '/none in p-web-1 does not exist',
    );
  });
});

describe('copyOut()', () => {
  const copy = (engine: RecordingEngine, from: string, to: string, followLink = false) =>
    copyOut({ kind: 'copy-out', container: web, name: 'p-web-1', from, to, followLink }, engine);

  test('puts a file into a folder, or under a new name', async () => {
    const engine = anEngine({ '/srv/log': { mode: FILE } });
    await copy(engine, '/srv/log', folder);
    await copy(engine, '/srv/log', at('renamed'));

    expect(readFileSync(at('log'), 'utf8')).toBe('content');
    expect(readFileSync(at('renamed'), 'utf8')).toBe('content');
  });

  test('knows a folder, also behind a link, and puts none over a file', async () => {
    writeFileSync(at('file'), 'mine');
    const engine = anEngine({
      '/srv': { mode: FOLDER },
      '/link': { mode: FILE, linkTarget: '/srv' },
      '/broken': { mode: FILE, linkTarget: '/none' },
    });
    const isFile = expect.objectContaining({ message: expect.stringContaining('is a file, and a folder') });

    await expect(copy(engine, '/srv', at('file'))).rejects.toEqual(isFile);
    await expect(copy(engine, '/link', at('file'), true)).rejects.toEqual(isFile);
    await copy(engine, '/link', at('file'));
    await copy(engine, '/broken', at('other'), true);
    await copy(engine, '/srv', at('new/'));

    expect(engine.read).toEqual(['/link', '/none', '/srv']);
    expect(readFileSync(at('new'), 'utf8')).toBe('content');
  });

  test('follows a link only when asked for', async () => {
    const engine = anEngine({
      '/srv/link': { mode: FILE, linkTarget: 'log' },
      '/srv/log': { mode: FILE },
    });
    await copy(engine, '/srv/link', folder);
    await copy(engine, '/srv/link', folder, true);
    await readOut(engine, { id: web, name: 'p-web-1' }, '/srv/link', true);

    expect(engine.read).toEqual(['/srv/link', '/srv/log', '/srv/log']);
  });

  test('says what is missing, on which side', async () => {
    await expect(copy(anEngine({}), '/srv/log', folder)).rejects.toMatchObject({
      code: 'missing-file',
      message: 'there is no /srv/log in p-web-1',
      hint: [gantry('exec', blank('SERVICE'), 'ls', '/srv'), ' shows what there is'],
    });
    await expect(
      copy(anEngine({ '/srv/log': { mode: FILE } }), '/srv/log', at('none', 'x')),
    ).rejects.toMatchObject({
      code: 'missing-file',
      message: `there is no folder ${at('none')} on this machine`,
      hint: `make it first: mkdir -p ${at('none')}`,
    });
    const failing = Object.assign(anEngine({}), {
      statPath: () => Promise.reject(new EngineError('engine-refused', 'gone', { status: 404 })),
    });
    await expect(copy(failing, '/srv/log', folder)).rejects.toThrow('there is no /srv/log in p-web-1');
    const broken = Object.assign(anEngine({}), {
      statPath: () => Promise.reject(new EngineError('engine-refused', 'broken', { status: 500 })),
    });
    await expect(copy(broken, '/srv/log', folder)).rejects.toThrow('broken');
  });
});
