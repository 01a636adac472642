import { createWriteStream } from 'node:fs';
import { chmod, link, lstat, mkdir, realpath, rm, symlink, utimes } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Extract, extract, type Header } from 'tar-stream';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Destination } from './resolve-destination.ts';

/** What an archive holds, as far as the choice of entries goes. */
export interface ArchiveEntry {
  /** Below the first part, which all entries share; empty: that part itself. */
  readonly path: string;
  readonly type: Header['type'];
  /** Where a link leads, as it is written. */
  readonly linkname: string | undefined;
}

interface UnpackChoice {
  /** Which entries are unpacked; the folders that they need are made. */
  readonly accepts: (entry: ArchiveEntry) => boolean;
  /** The permissions of a file or folder, by those in the archive. */
  readonly modeOf: (mode: number, isFolder: boolean) => number;
}

/**
 * Unpacks an archive whose entries all begin with the same part, which becomes `name`. Everything belongs to who runs
 * this. The archive comes from a container that nobody need trust: nothing is written outside of the folder, and
 * nothing through a link below it, wherever that leads: the archive may turn it elsewhere later.
 *
 * @param choice default: everything, with the permissions that it has
 */
export async function unpackInto(
  archive: Readable,
  destination: Destination,
  choice?: UnpackChoice,
): Promise<void> {
  const reader = extract();
  // From here on somebody listens: the connection may be lost at once.
  const entries = reader[Symbol.asyncIterator]();
  archive.on('error', (error) => reader.destroy(error));
  archive.pipe(reader);
  try {
    await unpackEntries({ [Symbol.asyncIterator]: () => entries }, destination, choice);
  } catch (error) {
    // An entry that is cut off knows only that.
    if (archive.errored) throw archive.errored;
    throw isKnown(error) ? error : noArchive(error);
  }
}

async function unpackEntries(
  entries: Pick<Extract, typeof Symbol.asyncIterator>,
  { folder, name }: Destination,
  choice: UnpackChoice | undefined,
): Promise<void> {
  const root = await realpath(folder);
  const { modeOf = sameMode } = choice ?? {};
  const safePath = pathsWithoutLinks(root);
  const folders: { readonly path: string; readonly header: Header }[] = [];
  for await (const entry of entries) {
    const { header } = entry;
    const path = await safePath(renamed(header.name, name));
    if (choice && !choice.accepts(describeEntry(header))) {
      entry.resume();
      continue;
    }
    // The folders of a choice, and those of a name of several parts, are made for what is in them.
    if (choice && header.type !== 'directory') await mkdir(dirname(path), { recursive: true });
    if (header.type === 'directory') {
      await makeFolder(path);
      if (path !== root) folders.push({ path, header });
    } else {
      await makeEntry(safePath, path, header, Readable.from(entry), name);
      if (header.type === 'file') await keepMode(path, header, modeOf(header.mode & 0o7777, false));
    }
    entry.resume();
  }
  // Last and inside out: a folder that may not be written to could not be filled, and filling it changes its time.
  for (const { path, header } of folders.reverse()) {
    await keepMode(path, header, modeOf(header.mode & 0o7777, true));
  }
}

const sameMode = (mode: number): number => mode;

async function keepMode(path: string, { mtime }: Header, mode: number): Promise<void> {
  await chmod(path, mode);
  await utimes(path, mtime, mtime);
}

const describeEntry = ({ name, type, linkname }: Header): ArchiveEntry => ({
  path: renamed(name, ''),
  type,
  linkname: linkname ?? undefined,
});

/** Ours, or of the file system. Those of the unpacker, of streams, and of Node about a name with a null byte were no system calls. */
const isKnown = (error: unknown): boolean =>
  error instanceof UserError || (error instanceof Error && 'syscall' in error);

const noArchive = (cause: unknown): UserError =>
  new UserError('engine-refused', 'the engine sent something else than an archive', {
    cause,
    hint: 'check what is between this machine and the engine, such as a proxy',
  });

/** `src/deep/a` → `new/deep/a`; with `.` → `deep/a`. */
function renamed(path: string, name: string): string {
  const [, ...rest] = path.split('/');
  return [name, ...rest].filter((part) => part !== '' && part !== '.').join('/');
}

type SafePath = (relative: string) => Promise<string>;

/** Paths below a folder, each asked for before it is written. Error: UserError for one that is outside, or behind a link. */
function pathsWithoutLinks(root: string): SafePath {
  // Nobody replaces a folder, so each is looked at once.
  const folders = new Set([root]);
  return async (relative) => {
    const path = join(root, relative);
    if (path === root) return path;
    if (!path.startsWith(root === sep ? sep : root + sep))
      throw notTrusted(`the archive wants to write to ${path}, which is outside of ${root}`);
    for (const folder of foldersAbove(path, root)) {
      if (folders.has(folder)) continue;
      const there = await lstat(folder).catch(() => undefined);
      if (there?.isSymbolicLink())
        throw notTrusted(
          `the archive wants to write to ${path}, but ${folder} is a link, maybe outside of ${root}`,
        );
      if (there?.isDirectory()) folders.add(folder);
    }
    return path;
  };
}

/** From the outermost that is below `root`. */
function foldersAbove(path: string, root: string): readonly string[] {
  const parent = dirname(path);
  return parent === root ? [] : [...foldersAbove(parent, root), parent];
}

const notTrusted = (message: string): UserError =>
  new UserError('bad-usage', message, { hint: 'copy the parts of it that you trust' });

async function makeFolder(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isDirectory()) return;
  if (there) throw notReplaced(path, 'file', 'folder');
  await mkdir(path, { recursive: true });
}

async function makeEntry(
  safePath: SafePath,
  path: string,
  header: Header,
  content: Readable,
  name: string,
): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isDirectory()) throw notReplaced(path, 'folder', 'file');
  // Not written through: a link in its place may lead anywhere.
  await rm(path, { force: true });
  if (header.type === 'symlink') return symlink(header.linkname, path);
  if (header.type === 'link') return makeHardLink(await safePath(renamed(header.linkname, name)), path);
  if (header.type !== 'file') return;
  await pipeline(content, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
}

/** To a link it would be that link, at a place where it leads elsewhere. */
async function makeHardLink(source: string, path: string): Promise<void> {
  if ((await lstat(source)).isSymbolicLink())
    throw notTrusted(`the archive wants to make a hard link to ${source}, which is a link`);
  await link(source, path);
}

const notReplaced = (path: string, old: string, copied: string): UserError =>
  new UserError('bad-usage', `${path} is a ${old}, and a ${copied} cannot take its place`, {
    hint: 'copy to another place, or remove it first',
  });
