import { createReadStream, type Stats } from 'node:fs';
import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Header, type Pack, pack } from 'tar-stream';

/**
 * A tar archive of a file or folder, made while it is read, with `name` in the place of its path. Owners and times are
 * kept, links stay links; sockets, pipes and devices are left out.
 *
 * @param found of `path`: of what a link leads to when that is to be copied
 */
export function packPath(path: string, found: Stats, name: string): Readable {
  const archive = pack();
  add(archive, path, found, name).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  return Readable.from(archive, { objectMode: false });
}

async function add(archive: Pack, path: string, found: Stats, name: string): Promise<void> {
  const header: Partial<Header> & Pick<Header, 'name'> = {
    name,
    mode: found.mode & 0o7777,
    mtime: found.mtime,
    uid: found.uid,
    gid: found.gid,
  };
  if (found.isSymbolicLink())
    return entry(archive, { ...header, type: 'symlink', linkname: await readlink(path) });
  if (found.isFile()) return addFile(archive, { ...header, size: found.size }, path);
  if (!found.isDirectory()) return;
  await entry(archive, { ...header, name: `${name}/`, type: 'directory' });
  for (const child of (await readdir(path)).sort()) {
    const below = `${path}/${child}`;
    await add(archive, below, await lstat(below), `${name}/${child}`);
  }
}

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

function entry(archive: Pack, header: EntryHeader): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(header, '', (error) => (error ? reject(error) : resolve()));
  });
}

/** The size goes ahead of the content, so a file that grows meanwhile is sent as long as it was. */
async function addFile(archive: Pack, header: EntryHeader & { size: number }, path: string): Promise<void> {
  if (header.size === 0) return entry(archive, header);
  const ended = new Promise<void>((resolve, reject) => {
    const sink = archive.entry(header, (error) => (error ? reject(error) : resolve()));
    const source = createReadStream(path, { end: header.size - 1 });
    source.on('error', reject);
    // The end of the archive is an error of this entry too.
    sink.on('error', reject);
    source.on('data', (chunk) => {
      if (!sink.write(chunk)) source.pause();
    });
    sink.on('drain', () => source.resume());
    source.on('end', () => sink.end(undefined));
  });
  await ended;
}

/** Error: the one of the file system. */
export function statSource(path: string, followLink: boolean): Promise<Stats> {
  return followLink ? stat(path) : lstat(path);
}
