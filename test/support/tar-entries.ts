import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';

interface TarEntry {
  readonly path: string;
  readonly mode: number;
  readonly owner: string;
  /** In seconds since 1970. */
  readonly time: number;
  readonly linkTo: string | undefined;
  readonly content: Buffer;
}

export async function entriesOf(archive: Buffer): Promise<readonly TarEntry[]> {
  const found: TarEntry[] = [];
  for await (const entry of Readable.from([archive]).pipe(extract())) {
    const { name, mode = 0, uid, gid, mtime, linkname } = entry.header;
    found.push({
      path: name,
      mode,
      owner: `${uid}:${gid}`,
      time: (mtime?.getTime() ?? 0) / 1000,
      linkTo: linkname ?? undefined,
      content: await buffer(entry),
    });
  }
  return found;
}
