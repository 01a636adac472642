import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import type { ContainerId } from '../../model/ids.ts';
import type { LiveFile } from '../../model/observed.ts';
import type { Engine } from '../port/engine.ts';
import { EngineError } from '../refusals/engine-error.ts';

const PERMISSIONS = 0o7777;

/** Reads files of a container, running or not: one call for each. The result omits paths that do not exist or are no files. */
export async function readFiles(
  engine: Engine,
  id: ContainerId,
  paths: readonly string[],
): Promise<ReadonlyMap<string, LiveFile>> {
  const files = await Promise.all(
    paths.map(async (path): Promise<readonly (readonly [string, LiveFile])[]> => {
      const archive = await engine.getArchive(id, path).catch((error: unknown) => {
        if (error instanceof EngineError && error.status === 404) return undefined;
        throw error;
      });
      const file = archive && (await readFile(archive));
      return file ? [[path, file]] : [];
    }),
  );
  return new Map(files.flat());
}

async function readFile(archive: Readable): Promise<LiveFile | undefined> {
  const entries = archive.pipe(extract());
  archive.on('error', (error) => entries.destroy(error));
  let file: LiveFile | undefined;
  for await (const entry of entries) {
    const hash = createHash('sha256');
    for await (const chunk of entry) if (Buffer.isBuffer(chunk)) hash.update(chunk);
    const { type, mode = 0, uid = 0, gid = 0 } = entry.header;
    if (type === 'file') file = { sha256: hash.digest('hex'), mode: mode & PERMISSIONS, uid, gid };
  }
  return file;
}
