import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import { CONFIG_FOLDER } from '../../planner/ingress/ingress-files.ts';

const NOBODY = { uid: 65_534, gid: 65_534 } as const;

/** Puts a configuration into an ingress, running or not. The folder belongs to the user of the ingress, who moves files in it. */
export async function putConfig(
  engine: Pick<Engine, 'putArchive'>,
  ingress: ContainerId,
  path: string,
  text: string,
): Promise<void> {
  const archive = pack();
  const name = (of: string): string => of.replace(/^\//, '');
  const mtime = new Date(0);
  archive.entry({ name: `${name(CONFIG_FOLDER)}/`, type: 'directory', mode: 0o755, mtime, ...NOBODY });
  archive.entry({ name: name(path), mode: 0o644, mtime, ...NOBODY }, text);
  archive.finalize();
  await engine.putArchive(ingress, '/', await buffer(archive));
}
