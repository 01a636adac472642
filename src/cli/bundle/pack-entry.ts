import type { Pack } from 'tar-stream';
import type { Chunks } from './buffers-of.ts';

/** Writes an entry as fast as the reader of the archive takes it. Error: also when nobody reads the archive any more. */
export async function packEntry(archive: Pack, name: string, size: number, chunks: Chunks): Promise<void> {
  let gone = (): void => {};
  const ended = new Promise<void>((resolve, reject) => {
    gone = () => reject(new Error('the archive was closed'));
    archive.once('close', gone);
    const entry = archive.entry({ name, size, mode: 0o644, mtime: new Date(0) }, (error) =>
      error ? reject(error) : resolve(),
    );
    // It fails with the archive, as on a full disk, and an error that nobody takes would end the program.
    entry.on('error', reject);
    write(entry, chunks).catch(reject);
  });
  await ended.finally(() => archive.off('close', gone));
}

async function write(entry: ReturnType<Pack['entry']>, chunks: Chunks): Promise<void> {
  for await (const chunk of chunks)
    if (!entry.write(chunk)) await new Promise<void>((resolve) => entry.once('drain', resolve));
  entry.end(undefined);
}
