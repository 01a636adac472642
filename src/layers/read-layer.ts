import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { extract, type Header } from 'tar-stream';
import type { Judge, LayerContents, LayerFile, UserIds } from './layer-contents.ts';

/** An archive that is broken, or made to wear its reader out. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}

/** What the reader of archives says of one is no bug of ours. */
export const asBadArchive = (error: unknown): unknown =>
  error instanceof Error && OF_ARCHIVE.test(error.message) ? new BadArchive(error.message) : error;

const OF_ARCHIVE = /tar header|unexpected end|invalid header|header exceeds|unknown format/i;

/** More than any image has. The limits keep a layer that lies from filling the memory. */
const LIMITS = { entries: 500_000, path: 4096, depth: 128, pathBytes: 64 * 1024 * 1024 };

/** More of a file is not looked at. */
const MOST_BYTES_TO_JUDGE = 64 * 1024;

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/**
 * Reads the archive of one layer as it comes. Of the content of files it keeps what the judge says of small ones, and nothing else.
 *
 * Error: BadArchive.
 */
export async function readLayer(
  content: AsyncIterable<Buffer>,
  judge: Judge,
  limits = LIMITS,
): Promise<LayerContents> {
  const archive = extract();
  const source = Readable.from(content, { objectMode: false });
  source.on('error', (error) => archive.destroy(error));
  source.pipe(archive);
  const layer = new LayerBuilder(limits);
  try {
    for await (const entry of archive) {
      const { path, file } = layer.add(entry.header);
      if (file && isSmallFile(file) && (path === USERS || judge.wants(path, file)))
        layer.judge(path, file, await bufferOf(entry), judge);
      else entry.resume();
    }
    return layer.contents();
  } catch (error) {
    throw asBadArchive(error);
  } finally {
    source.destroy();
  }
}

const USERS = '/etc/passwd';

const isSmallFile = ({ kind, bytes }: LayerFile): boolean =>
  kind === 'file' && bytes > 0 && bytes <= MOST_BYTES_TO_JUDGE;

async function bufferOf(entry: AsyncIterable<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of entry) if (Buffer.isBuffer(piece)) pieces.push(piece);
  return Buffer.concat(pieces);
}

class LayerBuilder {
  readonly #files = new Map<string, LayerFile>();
  readonly #gone: string[] = [];
  readonly #emptied: string[] = [];
  #users: ReadonlyMap<string, UserIds> | undefined;
  #entries = 0;
  #pathBytes = 0;
  readonly #limits: typeof LIMITS;

  constructor(limits: typeof LIMITS) {
    this.#limits = limits;
  }

  /** @returns the file, if the entry is one, rather than a mark that something is gone */
  add(header: Header): { readonly path: string; readonly file?: LayerFile } {
    const path = pathOf(header.name);
    this.#count(path);
    const name = posix.basename(path);
    const folder = posix.dirname(path);
    if (name === OPAQUE) this.#emptied.push(folder);
    else if (name.startsWith(WHITEOUT)) {
      const gone = name.slice(WHITEOUT.length);
      // The rest is what a storage driver of old wrote for itself.
      if (gone !== '' && !gone.startsWith(WHITEOUT)) this.#gone.push(posix.join(folder, gone));
    } else {
      const file = fileOf(header, (target) => this.#files.get(pathOf(target)));
      this.#files.set(path, file);
      return { path, file };
    }
    return { path };
  }

  judge(path: string, file: LayerFile, content: Buffer, judge: Judge): void {
    if (path === USERS) this.#users = usersIn(content.toString('utf8'));
    const signs = judge.wants(path, file) ? judge.look(path, content) : [];
    if (signs.length > 0) this.#files.set(path, { ...file, signs });
  }

  contents(): LayerContents {
    let bytes = 0;
    for (const file of this.#files.values()) bytes += file.bytes;
    return {
      files: this.#files,
      gone: this.#gone,
      emptied: this.#emptied,
      bytes,
      ...(this.#users && { users: this.#users }),
    };
  }

  #count(path: string): void {
    this.#entries++;
    this.#pathBytes += path.length;
    if (this.#entries > this.#limits.entries || this.#pathBytes > this.#limits.pathBytes)
      throw new BadArchive('it has more files than any image');
    if (path.length > this.#limits.path || path.split('/').length > this.#limits.depth)
      throw new BadArchive('it has a path that is longer than any file system allows');
  }
}

/** Absolute; `..` leads nowhere above the root. */
function pathOf(name: string): string {
  const path = posix.normalize(`/${name}`);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function fileOf(header: Header, known: (target: string) => LayerFile | undefined): LayerFile {
  const { type, size = 0, mode = 0, uid = 0, gid = 0, mtime, linkname } = header;
  // A second name of a file that is in the same layer, or in one below.
  const first = type === 'link' && linkname ? known(linkname) : undefined;
  if (first) return { ...first, bytes: 0 };
  const kind = kindOf(type);
  const modifiedAt = Math.floor((mtime?.getTime() ?? 0) / 1000);
  return {
    kind,
    bytes: kind === 'file' ? size : 0,
    mode: mode & 0o7777,
    uid,
    gid,
    modifiedAt: Number.isFinite(modifiedAt) ? modifiedAt : 0,
    ...(kind === 'link' && { target: (linkname ?? '').slice(0, LIMITS.path) }),
  };
}

function kindOf(type: Header['type']): LayerFile['kind'] {
  if (type === 'directory') return 'folder';
  if (type === 'symlink') return 'link';
  return type === 'file' || type === 'link' || type === 'contiguous-file' || !type ? 'file' : 'other';
}

function usersIn(text: string): ReadonlyMap<string, UserIds> {
  const users = new Map<string, UserIds>();
  for (const line of text.split('\n').slice(0, MOST_USERS)) {
    const [, name = '', uid, gid] = /^([^:\s]{1,64}):[^:]*:(\d{1,10}):(\d{1,10}):/.exec(line) ?? [];
    if (name !== '') users.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return users;
}

const MOST_USERS = 2000;
