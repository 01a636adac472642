import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Header, type Pack, pack } from 'tar-stream';
import { whyRefused } from '../diagnostics/file-error.ts';
import { UserError } from '../diagnostics/user-error.ts';
import type { Dockerfile } from './find-dockerfile.ts';
import { type IgnoreRules, ignoreRules } from './ignore-rules.ts';
import { rawEntry } from './raw-entry.ts';

/**
 * A tar archive of a build context, created while it is read.
 *
 * Names are sorted and owners are root, so the same folder gives the same archive on every machine. Links stay links. Sockets,
 * pipes and devices have no use in a build and are left out.
 */
export function packContext(folder: string, dockerfile: Dockerfile): Readable {
  const archive = pack();
  fill(archive, folder, dockerfile).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error instanceof UserError ? error : unreadable(error)),
  );
  return Readable.from(archive, { objectMode: false });
}

function unreadable(error: NodeJS.ErrnoException): Error {
  const { path = 'a file' } = error;
  return new UserError('missing-file', `the build context cannot be read at ${path}: ${whyRefused(error)}`, {
    hint: 'make it readable, or leave it out with a `.dockerignore`',
    cause: error,
  });
}

async function fill(archive: Pack, folder: string, { name, injected, ignore }: Dockerfile): Promise<void> {
  const rules = ignoreRules(ignore);
  // The builder needs the Dockerfile even if the rules hide it from `COPY`.
  const keeps = (path: string) => !rules.ignores(path) || (injected === undefined && path === name);
  for await (const found of walk(folder, { path: '' }, rules, name)) {
    if (!keeps(found.path)) continue;
    if (found.bytes) archive.push(await readRaw(folder, found.bytes));
    else await addEntry(archive, folder, found.path);
  }
  if (injected !== undefined) await addText(archive, { name, mode: 0o644, mtime: new Date(0) }, injected);
}

/** A path in the context. */
interface Found {
  readonly path: string;
  /** What it is to the file system, where that is no UTF-8. */
  readonly bytes?: Buffer;
}

/** The paths under a folder, parents first. */
async function* walk(root: string, under: Found, rules: IgnoreRules, needed: string): AsyncGenerator<Found> {
  for (const { found, isFolder } of await entriesOf(root, under)) {
    yield found;
    if (!isFolder) continue;
    const { path } = found;
    const skipped = rules.prunes && rules.ignores(path) && !needed.startsWith(`${path}/`);
    if (!skipped) yield* walk(root, found, rules, needed);
  }
}

async function entriesOf(
  root: string,
  { path, bytes }: Found,
): Promise<readonly { readonly found: Found; readonly isFolder: boolean }[]> {
  const below = (name: string): string => (path === '' ? name : `${path}/${name}`);
  const entries = bytes ? [] : await readdir(join(root, path), { withFileTypes: true });
  // The sign of bytes that are no text; a name may also have that very character.
  if (!bytes && !entries.some(({ name }) => name.includes('\uFFFD')))
    return entries
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry) => ({ found: { path: below(entry.name) }, isFolder: entry.isDirectory() }));
  const folder = bytes ?? Buffer.from(path);
  const raw = await readdir(rawPath(root, folder), { withFileTypes: true, encoding: 'buffer' });
  return raw
    .sort((a, b) => Buffer.compare(a.name, b.name))
    .map((entry) => {
      const whole = folder.length === 0 ? entry.name : Buffer.concat([folder, Buffer.from('/'), entry.name]);
      const found = { path: below(entry.name.toString('utf8')), ...(!isUtf8(whole) && { bytes: whole }) };
      return { found, isFolder: entry.isDirectory() };
    });
}

const rawPath = (root: string, path: Buffer): Buffer => Buffer.concat([Buffer.from(`${root}/`), path]);

async function readRaw(root: string, name: Buffer): Promise<Buffer> {
  const file = rawPath(root, name);
  const found = await lstat(file);
  const header = { name, mode: found.mode & 0o7777, mtime: found.mtime };
  if (found.isDirectory()) return rawEntry({ ...header, type: 'directory' });
  if (found.isSymbolicLink())
    return rawEntry({ ...header, type: 'symlink', linkname: await readlink(file, { encoding: 'buffer' }) });
  return found.isFile() ? rawEntry({ ...header, type: 'file' }, await readFile(file)) : Buffer.alloc(0);
}

async function addEntry(archive: Pack, folder: string, path: string): Promise<void> {
  const file = join(folder, path);
  const found = await lstat(file);
  const header = { name: path, mode: found.mode & 0o7777, mtime: found.mtime };
  if (found.isDirectory()) await addText(archive, { ...header, type: 'directory' });
  else if (found.isSymbolicLink())
    await addText(archive, { ...header, type: 'symlink', linkname: await readlink(file) });
  else if (found.isFile() && found.size <= SMALL_BYTES) await addText(archive, header, await readFile(file));
  else if (found.isFile()) await addStream(archive, { ...header, size: found.size }, file);
}

/** A smaller file is read in one piece, which is much faster for thousands of files. */
const SMALL_BYTES = 256 * 1024;

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

function addText(archive: Pack, header: EntryHeader, content: string | Buffer = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(header, content, (error) => (error ? reject(error) : resolve()));
  });
}

/** The size precedes the content, so a file that grows meanwhile is cut at its old length. */
function addStream(
  archive: Pack,
  header: EntryHeader & { readonly size: number },
  file: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const sink = archive.entry(header, (error) => (error ? reject(error) : resolve()));
    const source = createReadStream(file, { end: header.size - 1 });
    source.on('error', reject);
    source.on('data', (chunk) => {
      if (!sink.write(chunk)) source.pause();
    });
    sink.on('drain', () => source.resume());
    source.on('end', () => sink.end(undefined));
  });
}
