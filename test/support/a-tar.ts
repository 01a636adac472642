import { type Header, pack } from 'tar-stream';

/** An entry of an archive: its header, and its content if it is a file. */
export type TarEntry = readonly [
  header: Partial<Header> & { readonly name: string },
  content?: string | Buffer,
];

export async function aTar(entries: readonly TarEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const [header, content] of entries) archive.entry(header, content ?? '');
  archive.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of archive) if (Buffer.isBuffer(piece)) pieces.push(piece);
  return Buffer.concat(pieces);
}
