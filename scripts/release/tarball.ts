import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Entry } from './entry.ts';

export interface TarOptions {
  /** Of every file, in seconds since 1970. */
  readonly time: number;
  /** With an entry for each folder, as Debian's tools expect. */
  readonly folders?: boolean;
}

/** The same entries and time give the same bytes, whatever the machine, its clock, its users and the order of its folders. */
export function tar(entries: readonly Entry[], { time, folders = false }: TarOptions): Promise<Buffer> {
  const archive = pack();
  const common = { uid: 0, gid: 0, uname: 'root', gname: 'root', mtime: new Date(time * 1000) };
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  const made = new Set<string>();
  for (const entry of sorted) {
    for (const folder of folders ? foldersOf(entry.path) : [])
      if (!made.has(folder)) archive.entry({ ...common, name: folder, type: 'directory', mode: 0o755 });
    for (const folder of foldersOf(entry.path)) made.add(folder);
    if ('linkTo' in entry)
      archive.entry({ ...common, name: entry.path, type: 'symlink', linkname: entry.linkTo, mode: 0o777 });
    else archive.entry({ ...common, name: entry.path, mode: entry.isProgram ? 0o755 : 0o644 }, entry.content);
  }
  archive.finalize();
  return buffer(archive);
}

/** `./usr/bin/gantry` → `./`, `./usr/`, `./usr/bin/` */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
}

/** How hard to try. The fast way is for tests, which look at what is in the archives and not at their size: gzip only stores. */
export type Effort = 'small' | 'fast';

const gzipped = promisify(gzip);
const zstdCompressed = promisify(zstdCompress);

/** Node writes no time and no name into it. */
export const compressGzip = (data: Buffer, effort: Effort): Promise<Buffer> =>
  gzipped(data, { level: effort === 'small' ? 9 : 0 });

/** A fifth smaller than gzip, for what every reader of it can unpack. */
export const compressZstd = (data: Buffer, effort: Effort): Promise<Buffer> =>
  zstdCompressed(data, {
    params: { [constants.ZSTD_c_compressionLevel]: effort === 'small' ? 19 : 1 },
    pledgedSrcSize: data.length,
  });
