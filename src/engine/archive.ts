import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { InjectedFile } from '../model/operation.ts';

/** A tar archive of the files, to be unpacked at the root. The engine makes the folders that are missing. */
export async function packFiles(files: readonly InjectedFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content, mode, uid, gid } of files)
    archive.entry({ name: path.replace(/^\/+/, ''), mode, uid, gid, mtime: new Date(0) }, content.reveal());
  archive.finalize();
  return buffer(archive);
}
