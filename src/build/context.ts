import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Header, type Pack, pack } from 'tar-stream';
import { whyRefused } from '../diagnostics/file-error.ts';
import { UserError } from '../diagnostics/user-error.ts';
import type { Dockerfile } from './find-dockerfile.ts';
import { type IgnoreRules, ignoreRules } from './ignore-rules.ts';

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
  for await (const path of walk(folder, '', rules, name))
    if (keeps(path)) await addEntry(archive, folder, path);
  if (injected !== undefined) await addText(archive, { name, mode: 0o644, mtime: new Date(0) }, injected);
}

/** The paths under a folder, parents first. */
async function* walk(
  root: string,
  under: string,
  rules: IgnoreRules,
  needed: string,
): AsyncGenerator<string> {
  const entries = await readdir(join(root, under), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    yield path;
    if (!entry.isDirectory()) continue;
    const skipped = rules.prunes && rules.ignores(path) && !needed.startsWith(`${path}/`);
    if (!skipped) yield* walk(root, path, rules, needed);
  }
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
