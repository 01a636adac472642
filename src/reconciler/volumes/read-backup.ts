import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { fileError } from '../../diagnostics/file-error.ts';
import {
  type BackupManifest,
  type BackupSection,
  badBackup,
  CHECKSUMS,
  MANIFEST,
  readManifest,
  readSections,
} from '../../model/backup.ts';
import { decompressor } from './compression.ts';
import { NotTar, type TarEntry, walkTar } from './walk-tar.ts';

/** A backup of which every byte has been read. */
export interface CheckedBackup {
  readonly manifest: BackupManifest;
  readonly sections: ReadonlyMap<string, BackupSection>;
}

/** Nothing that is read into memory is larger. */
const LARGEST_LIST = 16_000_000;

/**
 * Reads a backup to its end: its checksums are right, and each entry stays in the folder of its part.
 *
 * @param onBytes how much has been read, of the file as it is without its compression
 * Error: UserError `bad-backup`; `missing-file`, `file-unreadable`.
 */
export async function checkBackup(path: string, onBytes: (bytes: number) => void): Promise<CheckedBackup> {
  const found = new Sections();
  const lists = new Map<string, Buffer[]>();
  let manifest: BackupManifest | undefined;
  let list: Buffer[] | undefined;
  let listBytes = 0;
  let listSize = 0;
  const finish = (name: string): string =>
    Buffer.concat(lists.get(name) ?? [])
      .toString('utf8')
      .replace(/\0+$/, '');
  try {
    for await (const piece of walkTar(unpacked(path))) {
      if (piece.kind === 'entry') {
        const { name } = piece.entry;
        if (found.bytes === 0 && name !== MANIFEST)
          throw badBackup(path, `it is no backup: it does not begin with ${MANIFEST}`);
        if (name === MANIFEST || name === CHECKSUMS) {
          if (lists.has(name)) throw badBackup(path, `it has ${name} twice`);
          found.close();
          list = [];
          listBytes = 0;
          lists.set(name, list);
        } else {
          manifest ??= readManifest(path, finish(MANIFEST));
          list = undefined;
          const folder = folderIn(path, piece.entry, manifest);
          if (!found.open(folder)) throw badBackup(path, `the folder ${folder} is there twice`);
        }
      }
      if (piece.kind === 'end' && found.bytes === 0) throw badBackup(path, 'it is no backup: it is empty');
      if (list && piece.kind === 'content') {
        listBytes += piece.bytes.length;
        listSize = Math.max(listSize, listBytes);
        if (listSize > LARGEST_LIST) throw badBackup(path, 'it has a list that is larger than any list');
        list.push(Buffer.from(piece.bytes));
      }
      found.take(piece.bytes, piece.kind !== 'end' && list === undefined);
      onBytes(found.bytes);
    }
  } catch (error) {
    if (error instanceof NotTar && found.bytes === 0)
      throw badBackup(path, 'it is no backup: it is no tar archive');
    throw explained(path, error);
  }
  manifest ??= readManifest(path, finish(MANIFEST));
  if (!lists.has(CHECKSUMS)) throw badBackup(path, 'it has no checksums: whoever wrote it was interrupted');
  const sections = readSections(path, finish(CHECKSUMS));
  for (const { folder } of manifest.parts) {
    const said = sections.find((section) => section.folder === folder);
    const read = found.closed.get(folder);
    if (
      !said ||
      !read ||
      said.sha256 !== read.sha256 ||
      said.offset !== read.offset ||
      said.bytes !== read.bytes
    )
      throw badBackup(path, `the checksum of ${folder} is another one: the file is damaged`);
  }
  return { manifest, sections: new Map(sections.map((section) => [section.folder, section])) };
}

/** The bytes of a part, and the end of an archive behind it. Error: UserError `bad-backup` when they are others than before. */
export async function* sectionOf(path: string, section: BackupSection): AsyncGenerator<Buffer> {
  const { folder, offset, bytes, sha256 } = section;
  const hash = createHash('sha256');
  let at = 0;
  for await (const chunk of unpacked(path)) {
    const part = chunk.subarray(Math.max(0, offset - at), Math.max(0, offset + bytes - at));
    at += chunk.length;
    if (part.length > 0) {
      hash.update(part);
      yield part;
    }
    if (at >= offset + bytes) break;
  }
  if (hash.digest('hex') !== sha256)
    throw badBackup(path, `${folder} is another one than when it was checked`);
  yield Buffer.alloc(1024);
}

/** What a command wrote, without what stands around it. */
export async function* contentsOf(archive: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = 0;
  for await (const piece of walkTar(archive)) {
    if (piece.kind === 'entry') left = piece.entry.size;
    else if (piece.kind === 'content') {
      const content = piece.bytes.subarray(0, left);
      left -= content.length;
      if (content.length > 0) yield content;
    }
  }
}

/** Parts of the archive, in the order in which they come. */
class Sections {
  bytes = 0;
  readonly closed = new Map<string, BackupSection>();
  #open: { readonly folder: string; readonly offset: number; readonly hash: Hash } | undefined;

  /** @returns false: it has been closed before */
  open(folder: string): boolean {
    if (this.#open?.folder === folder) return true;
    this.close();
    if (this.closed.has(folder)) return false;
    this.#open = { folder, offset: this.bytes, hash: createHash('sha256') };
    return true;
  }

  close(): void {
    if (!this.#open) return;
    const { folder, offset, hash } = this.#open;
    this.closed.set(folder, { folder, offset, bytes: this.bytes - offset, sha256: hash.digest('hex') });
    this.#open = undefined;
  }

  take(bytes: Buffer, isOfPart: boolean): void {
    if (!isOfPart) this.close();
    this.#open?.hash.update(bytes);
    this.bytes += bytes.length;
  }
}

/** Files, links, folders and pipes. Whoever makes a device gets what the machine has, and not what the volume had. */
const KINDS: ReadonlySet<string> = new Set(['0', '\0', '1', '2', '5', '6', '7']);

/** Error: UserError `bad-backup` for what would be outside of the volume, or is in none. */
function folderIn(path: string, { name, type, linkname }: TarEntry, { parts }: BackupManifest): string {
  const folder = name.split('/', 1)[0] ?? '';
  const shown = JSON.stringify(name.slice(0, 200));
  if (!parts.some((part) => part.folder === folder)) throw badBackup(path, `${shown} is in no part of it`);
  if (!staysInside(name, folder)) throw badBackup(path, `${shown} would be outside of its volume`);
  if (!KINDS.has(type)) throw badBackup(path, `${shown} is a device, or nothing that a volume has`);
  if (type === '1' && !staysInside(linkname, folder))
    throw badBackup(path, `${shown} is a link to what is outside of its volume`);
  return folder;
}

const staysInside = (name: string, folder: string): boolean => {
  const [first, ...others] = name.replace(/\/$/, '').split('/');
  return first === folder && others.every((part) => part !== '..' && part !== '.' && part !== '');
};

/** Without its compression. */
async function* unpacked(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const pieces = file[Symbol.asyncIterator]();
  let through: Readable | undefined;
  try {
    let start = Buffer.alloc(0);
    while (start.length < 4) {
      const { value, done } = await pieces.next();
      if (done) throw badBackup(path, 'it is empty');
      start = Buffer.concat([start, value]);
    }
    const whole = Readable.from(continued(start, pieces), { objectMode: false });
    const unpacking = decompressor(start, 'bad-backup');
    if (unpacking) whole.on('error', (error) => unpacking.destroy(error));
    through = unpacking ? whole.pipe(unpacking) : whole;
    for await (const chunk of through) if (Buffer.isBuffer(chunk)) yield chunk;
  } catch (error) {
    throw explained(path, error);
  } finally {
    through?.destroy();
    file.destroy();
  }
}

async function* continued(start: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield start;
  for (;;) {
    const { value, done } = await rest.next();
    if (done) return;
    yield value;
  }
}

/** What the readers of the archive and of its compression say of it is no bug of ours. */
function explained(path: string, error: unknown): unknown {
  if (error instanceof NotTar) return badBackup(path, error.message);
  const { code = '', message = '' } =
    error instanceof Error ? { code: '', ...error, message: error.message } : {};
  if (/^(?:Z_|ERR_ZSTD|ZSTD_)/.test(String(code)) || /unexpected end|buffer error/i.test(message))
    return badBackup(path, 'its compression is damaged, or it ends in the middle');
  if (/^E[A-Z]+$/.test(String(code))) return fileError(`the backup ${path}`, 'cannot be read', error);
  return error;
}
