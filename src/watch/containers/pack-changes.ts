import { createReadStream, readFileSync, readlinkSync } from 'node:fs';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Header, type Pack, pack } from 'tar-stream';
import type { Put } from '../files/changes.ts';
import { SMALL_BYTES } from '../files/hash-file.ts';

/** Who the files belong to in the container; absent: who they belong to on the host. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Beyond this an archive is made while it is sent. */
const WHOLE_BYTES = 8 * 1024 * 1024;

/**
 * One tar archive of everything, to be unpacked in the folder `base`. What is gone or unreadable by now is left out: of the
 * former there will be an event, the latter is in `unreadable`.
 */
export async function packChanges(
  puts: readonly Put[],
  base: string,
  owner: Owner | undefined,
  unreadable: (put: Put, error: NodeJS.ErrnoException) => void,
): Promise<Readable | Buffer> {
  const archive = pack();
  const filled = fill(archive, puts, base, owner, unreadable).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  const bytes = puts.reduce((sum, { entry }) => sum + (entry.kind === 'file' ? entry.stats.size : 0), 0);
  const stream = Readable.from(archive, { objectMode: false });
  if (bytes > WHOLE_BYTES) return stream;
  const [whole] = await Promise.all([buffer(stream), filled]);
  return whole;
}

async function fill(
  archive: Pack,
  puts: readonly Put[],
  base: string,
  owner: Owner | undefined,
  unreadable: (put: Put, error: NodeJS.ErrnoException) => void,
): Promise<void> {
  for (const put of puts) {
    try {
      await addEntry(archive, put, base, owner);
    } catch (error) {
      if (!isFileError(error)) throw error;
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') unreadable(put, error);
    }
  }
}

async function addEntry(
  archive: Pack,
  { entry, source, target }: Put,
  base: string,
  owner: Owner | undefined,
): Promise<void> {
  const { stats } = entry;
  const header = {
    name: posix.relative(base, target) || '.',
    mode: stats.mode & 0o7777,
    mtime: stats.mtime,
    uid: owner?.uid ?? stats.uid,
    gid: owner?.gid ?? stats.gid,
  };
  if (entry.kind === 'folder') await add(archive, { ...header, type: 'directory' });
  else if (entry.kind === 'link')
    await add(archive, { ...header, type: 'symlink', linkname: readlinkSync(source) });
  else if (stats.size <= SMALL_BYTES) await add(archive, header, readFileSync(source));
  else await addStream(archive, { ...header, size: stats.size }, source);
}

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

function add(archive: Pack, header: EntryHeader, content: string | Buffer = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(header, content, (error) => (error ? reject(error) : resolve()));
  });
}

/**
 * The size goes ahead of the content, so a file that changes meanwhile is sent as long as it was: filled up when it
 * has become shorter. The event of that change brings it again.
 */
async function addStream(
  archive: Pack,
  header: EntryHeader & { readonly size: number },
  source: string,
): Promise<void> {
  const file = createReadStream(source, { end: header.size - 1 });
  await new Promise<void>((resolve, reject) => file.once('open', () => resolve()).once('error', reject));
  let left = header.size;
  await new Promise<void>((resolve, reject) => {
    const sink = archive.entry(header, (error) => (error ? reject(error) : resolve()));
    const fillUp = (): void => {
      for (; left > 0; left -= Math.min(left, SMALL_BYTES))
        sink.write(Buffer.alloc(Math.min(left, SMALL_BYTES)));
      sink.end(undefined);
    };
    file.on('data', (chunk) => {
      left -= chunk.length;
      if (!sink.write(chunk)) file.pause();
    });
    sink.on('drain', () => file.resume());
    file.on('end', fillUp).on('error', fillUp);
  });
}

const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;
