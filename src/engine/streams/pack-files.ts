import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { fileBytes } from '../../model/file-bytes.ts';
import type { InjectedFile } from '../../model/injected-file.ts';

/** A tar archive of the files, to be unpacked at the root. The engine creates missing folders. */
export async function packFiles(files: readonly InjectedFile[]): Promise<Buffer> {
  const archive = pack();
  for (const file of files) {
    const { path, mode, uid, gid } = file;
    archive.entry({ name: path.replace(/^\/+/, ''), mode, uid, gid, mtime: new Date(0) }, fileBytes(file));
  }
  archive.finalize();
  return buffer(archive);
}
