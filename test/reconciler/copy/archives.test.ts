import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
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
  const archive = pack();
  for (const { content = '', ...header } of entries as readonly { name: string; content?: string }[])
    archive.entry(header, content);
  archive.finalize();

  const unpacked = unpackInto(Readable.from(archive, { objectMode: false }), {
    folder: at('target'),
    name: 'x',
  });

  await expect(unpacked).rejects.toThrow('outside of');
  expect(() => lstatSync(at('outside/evil'))).toThrow();
  expect(() => lstatSync(at('evil'))).toThrow();
  expect(() => lstatSync(at('target/x/stolen'))).toThrow();
});
