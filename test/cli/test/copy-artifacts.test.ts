import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { wantedArtifact } from '../../../src/cli/test/artifact-paths.ts';
import { copyArtifacts } from '../../../src/cli/test/copy-artifacts.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import { type ContainerId, containerId } from '../../../src/model/ids.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-artifacts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Entry {
  readonly name: string;
  readonly type?: 'directory' | 'symlink' | 'link';
  readonly linkname?: string;
  readonly content?: string;
  readonly mode?: number;
}

/** An engine whose container has these archives, by path. */
const anEngine = (archives: Readonly<Record<string, readonly Entry[]>>): Engine =>
  Object.assign(new RecordingEngine(), {
    statPath: async (_: ContainerId, path: string) =>
      archives[path] && {
        name: path,
        sizeBytes: 1,
        mode: 0,
        modifiedAt: '2026-12-01T10:00:00Z',
        linkTarget: '',
      },
    getArchive: async (_: ContainerId, path: string) => {
      const archive = pack();
      for (const { content = '', ...header } of archives[path] ?? []) archive.entry(header, content);
      archive.finalize();
      return Readable.from(archive, { objectMode: false });
    },
  });

const copy = (engine: Engine, artifacts: readonly string[]) =>
  copyArtifacts(
    engine,
    { container: containerId('c1'), workingDir: '/app', artifacts },
    join(folder, 'tests'),
  );
const filesOf = (): readonly string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

describe('copyArtifacts()', () => {
  test('copies a folder, a file, and what a pattern names', async () => {
    const engine = anEngine({
      '/app/report': [
        { name: 'report/', type: 'directory' },
        { name: 'report/junit.xml', content: '<testsuite/>' },
      ],
      '/var/log/app.log': [{ name: 'app.log', content: 'line' }],
      '/app/coverage': [
        { name: 'coverage/', type: 'directory' },
        { name: 'coverage/a.xml', content: 'a' },
        { name: 'coverage/a.html', content: 'b' },
        { name: 'coverage/deep/', type: 'directory' },
        { name: 'coverage/deep/b.xml', content: 'c' },
      ],
    });

    const { files, problems } = await copy(engine, ['/app/report', '/var/log/app.log', 'coverage/*.xml']);

    expect(problems).toEqual([]);
    expect(files).toEqual(['coverage/a.xml', 'report/junit.xml', 'var/log/app.log']);
    expect(filesOf()).toEqual([
      'tests',
      'tests/coverage',
      'tests/coverage/a.xml',
      'tests/report',
      'tests/report/junit.xml',
      'tests/var',
      'tests/var/log',
      'tests/var/log/app.log',
    ]);
    expect(readFileSync(join(folder, 'tests/report/junit.xml'), 'utf8')).toBe('<testsuite/>');
  });

  test('says what is not there, and goes on', async () => {
    const { files, problems } = await copy(
      anEngine({ '/app/b': [{ name: 'b', content: 'b' }], '/app/c': [{ name: 'c/', type: 'directory' }] }),
      ['a', 'c/*.xml', 'b'],
    );

    expect(files).toEqual(['b']);
    expect(problems).toEqual([
      'a: there is no such file in the container',
      'c/*.xml: there is no such file in the container',
    ]);
  });

  test.each([
    ['a name with ..', [{ name: 'r/../../../outside', content: 'x' }]],
    [
      'a file behind a link that it brought along',
      [
        { name: 'r/', type: 'directory' as const },
        { name: 'r/out', type: 'symlink' as const, linkname: '/tmp' },
        { name: 'r/out/../../../outside', content: 'x' },
      ],
    ],
  ])('writes nothing outside: %s', async (_, entries) => {
    const { problems } = await copy(anEngine({ '/app/r': entries }), ['r']);

    expect(problems.join()).toMatch(/outside of|leads out/);
    expect(existsSync(join(folder, 'outside'))).toBe(false);
    expect(existsSync(join(folder, '../outside'))).toBe(false);
  });

  test('leaves out links that lead elsewhere, and keeps those that do not', async () => {
    const { problems } = await copy(
      anEngine({
        '/app/r': [
          { name: 'r/', type: 'directory' },
          { name: 'r/a.xml', content: 'a' },
          { name: 'r/latest.xml', type: 'symlink', linkname: 'a.xml' },
          { name: 'r/hosts', type: 'symlink', linkname: '/etc/hosts' },
          { name: 'r/up', type: 'symlink', linkname: '../../../secret' },
        ],
      }),
      ['r'],
    );

    expect(filesOf()).toEqual(['tests', 'tests/r', 'tests/r/a.xml', 'tests/r/latest.xml']);
    expect(problems).toEqual([
      'r: the link r/hosts leads out of the folder',
      'r: the link r/up leads out of the folder',
    ]);
  });

  test('writes nothing outside behind a chain of links of which each looks harmless', async () => {
    mkdirSync(join(folder, 'outside'));
    const { files, problems } = await copy(
      anEngine({
        '/app/out': [
          { name: 'out/', type: 'directory' },
          { name: 'out/loop', type: 'symlink', linkname: '.' },
          { name: 'out/up', type: 'symlink', linkname: '../out/loop/..' },
          { name: 'out/up2', type: 'symlink', linkname: 'up/..' },
          { name: 'out/latest', type: 'symlink', linkname: 'up2/outside' },
        ],
        '/app/out/latest/victim.sh': [{ name: 'victim.sh', content: 'evil' }],
      }),
      ['out', 'out/latest/victim.sh'],
    );

    expect(readdirSync(join(folder, 'outside'))).toEqual([]);
    expect(readFileSync(join(folder, 'tests/out/latest/victim.sh'), 'utf8')).toBe('evil');
    expect(files).toEqual(['out/latest/victim.sh']);
    expect(problems).toEqual([
      'out: the link out/up2 leads out of the folder',
      'out: the link out/latest is left out, as something else of that name was copied',
    ]);
  });

  test('leaves out a link that leads out by way of others, and keeps those', async () => {
    await copy(
      anEngine({
        '/app/out': [
          { name: 'out/', type: 'directory' },
          { name: 'out/a', content: 'a' },
          { name: 'out/loop', type: 'symlink', linkname: '.' },
          { name: 'out/up', type: 'symlink', linkname: 'loop/..' },
          { name: 'out/up2', type: 'symlink', linkname: 'up/..' },
          { name: 'out/back', type: 'symlink', linkname: 'up2/tests/out/a' },
          { name: 'out/ring', type: 'symlink', linkname: 'ring' },
          { name: 'out/fine', type: 'symlink', linkname: 'up/out/loop/a' },
        ],
      }),
      ['out'],
    );

    expect(readdirSync(join(folder, 'tests/out'))).toEqual(['a', 'fine', 'loop', 'up']);
  });

  test('copies a file behind a link that is an artifact, too', async () => {
    const { files, problems } = await copy(
      anEngine({
        '/app/lk': [{ name: 'lk', type: 'symlink', linkname: 'real' }],
        '/app/lk/f': [{ name: 'f', content: 'f' }],
      }),
      ['lk', 'lk/f'],
    );

    expect(files).toEqual(['lk/f']);
    expect(problems).toEqual(['lk: the link lk is left out, as something else of that name was copied']);
  });

  test('copies a file that is a hard link to one that the pattern leaves out', async () => {
    const { files, problems } = await copy(
      anEngine({
        '/app/r': [
          { name: 'r/', type: 'directory' },
          { name: 'r/a.txt', content: 'text' },
          { name: 'r/b.xml', type: 'link', linkname: 'r/a.txt' },
          { name: 'r/c.xml', type: 'link', linkname: 'r/b.xml' },
        ],
        '/app/r/b.xml': [{ name: 'b.xml', content: 'text' }],
        '/app/r/c.xml': [{ name: 'c.xml', content: 'text' }],
      }),
      ['r/*.xml'],
    );

    expect(problems).toEqual([]);
    expect(files).toEqual(['r/b.xml', 'r/c.xml']);
    expect(readFileSync(join(folder, 'tests/r/b.xml'), 'utf8')).toBe('text');
  });

  test('gives what it copies permissions to read and remove it, and none of those of programs', async () => {
    await copy(
      anEngine({
        '/app/r': [
          { name: 'r/', type: 'directory', mode: 0o3000 },
          { name: 'r/shell', content: 'x', mode: 0o6755 },
          { name: 'r/closed', content: 'x', mode: 0o040 },
        ],
        '/app/r/more': [{ name: 'more', content: 'x', mode: 0o444 }],
      }),
      ['r', 'r/more'],
    );

    const modes = ['r', 'r/shell', 'r/closed', 'r/more'].map(
      (path) => lstatSync(join(folder, 'tests', path)).mode & 0o7777,
    );
    expect(modes).toEqual([0o700, 0o755, 0o640, 0o644]);
  });

  test('says what is wrong with a folder that has nothing but links, and with an empty one', async () => {
    const { problems } = await copy(
      anEngine({
        '/app/links': [
          { name: 'links/', type: 'directory' },
          { name: 'links/a', type: 'symlink', linkname: 'b' },
        ],
        '/app/empty': [{ name: 'empty/', type: 'directory' }],
      }),
      ['links', 'empty'],
    );

    expect(problems).toEqual([
      'empty: there are no files in it',
      'links: the link links/a leads to b, which was not copied',
    ]);
  });

  test('does not write through a link that is there already', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'gantry-elsewhere-'));
    await copy(anEngine({ '/app/x': [{ name: 'x', content: 'x' }] }), ['x']);
    symlinkSync(elsewhere, join(folder, 'tests/r'));

    const { problems } = await copy(
      anEngine({
        '/app/r': [
          { name: 'r/', type: 'directory' },
          { name: 'r/a', content: 'a' },
        ],
      }),
      ['r'],
    );

    expect(problems).toHaveLength(1);
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });

  test('refuses all files of a container', async () => {
    const { problems } = await copy(anEngine({ '/': [] }), ['/*.xml']);

    expect(problems).toEqual(['/*.xml: all files of the container are too many: name a folder']);
  });
});

describe('wantedArtifact()', () => {
  test.each([
    ['report', '/app/report', 'report'],
    ['./report/', '/app/report', 'report'],
    ['/app/report', '/app/report', 'report'],
    ['/var/log', '/var/log', 'var/log'],
    ['../x', '/x', 'x'],
    ['../../../etc', '/etc', 'etc'],
    ['coverage/**/*.xml', '/app/coverage', 'coverage'],
    ['*.xml', '/app', '.'],
  ])('%s', (written, source, target) => {
    expect(wantedArtifact(written, '/app')).toMatchObject({ source, target });
  });
});
