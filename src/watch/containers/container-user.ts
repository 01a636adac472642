import { extract } from 'tar-stream';
import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Owner } from './pack-changes.ts';

const ROOT: Owner = { uid: 0, gid: 0 };

/**
 * The numbers of the user that a container runs as. Names are looked up in the container's own `/etc/passwd` and
 * `/etc/group`, which is what the engine does when it starts it.
 *
 * @param user `Config.User`: empty, `name`, `uid`, `name:group`, `uid:gid`.
 */
export async function containerUser(engine: Engine, container: ContainerId, user: string): Promise<Owner> {
  const [name = '', group] = user.split(':');
  if (name === '' || name === '0') return group === undefined ? ROOT : { ...ROOT, gid: await gidOf(group) };
  const passwd = isNumber(name) && group !== undefined ? [] : await table('/etc/passwd');
  const row = passwd.find(([login, , uid]) => (isNumber(name) ? uid === name : login === name));
  const uid = isNumber(name) ? Number(name) : Number(row?.[2] ?? 0);
  return { uid, gid: group === undefined ? Number(row?.[3] ?? 0) : await gidOf(group) };

  async function gidOf(nameOrNumber: string): Promise<number> {
    if (isNumber(nameOrNumber)) return Number(nameOrNumber);
    const groups = await table('/etc/group');
    return Number(groups.find(([login]) => login === nameOrNumber)?.[2] ?? 0);
  }

  async function table(path: string): Promise<readonly (readonly string[])[]> {
    const content = await readTextFile(engine, container, path);
    return content.split('\n').map((line) => line.split(':'));
  }
}

/** A table of users has some kilobytes, and a program in the container may write what it wants into it. */
const LARGEST_BYTES = 16 * 1024 * 1024;

/** Empty when there is none: an image from scratch. What is too large is no table of users either. */
async function readTextFile(engine: Engine, container: ContainerId, path: string): Promise<string> {
  const archive = await engine.getArchive(container, path).catch(() => undefined);
  if (!archive) return '';
  const entries = extract();
  archive.on('error', (error) => entries.destroy(error));
  archive.pipe(entries);
  const chunks: Buffer[] = [];
  for await (const entry of entries) {
    if ((entry.header.size ?? 0) > LARGEST_BYTES) {
      archive.destroy();
      return '';
    }
    for await (const chunk of entry) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const isNumber = (word: string): boolean => /^\d+$/.test(word);
