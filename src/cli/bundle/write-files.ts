import { createHash } from 'node:crypto';
import { createWriteStream, lstatSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileError } from '../../diagnostics/file-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { badBundle, FILES } from './bundle-format.ts';
import type { CheckedBundle } from './check-bundle.ts';
import { readArchive } from './read-archive.ts';
import { keepWritten, WRITTEN, writtenBefore } from './written-files.ts';

/** Which files of a bundle are not there yet, or are others. */
export interface FileStanding {
  readonly missing: readonly string[];
  /** As a bundle before has written them. */
  readonly old: readonly string[];
  /** Somebody has changed them, or has had them of somewhere else. */
  readonly others: readonly string[];
}

/** Error: UserError `bad-bundle` where a link of the folder leads somewhere else. */
export function filesStanding({ index, sums }: CheckedBundle, folder: string): FileStanding {
  refuseLinks(folder, WRITTEN);
  const before = writtenBefore(folder);
  const states = index.files.map(({ path }) => {
    refuseLinks(folder, path);
    const sum = sumOfFile(join(folder, path));
    return { path, state: stateOf(sum, sums.get(`${FILES}${path}`), before.get(path)) };
  });
  const those = (state: FileState) => states.filter((file) => file.state === state).map(({ path }) => path);
  return { missing: those('missing'), old: those('old'), others: those('other') };
}

type FileState = 'missing' | 'same' | 'old' | 'other';

function stateOf(
  found: string | undefined,
  wanted: string | undefined,
  before: string | undefined,
): FileState {
  if (found === undefined) return 'missing';
  if (found === wanted) return 'same';
  return found === before ? 'old' : 'other';
}

/** A link below the folder would have a file written outside of it. */
function refuseLinks(folder: string, path: string): void {
  let place = folder;
  for (const part of path.split('/')) {
    place = join(place, part);
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found?.isSymbolicLink())
      throw badBundle(
        `${path} would be written through a link, ${place}`,
        'remove the link, or choose another folder with --into',
      );
  }
}

function sumOfFile(path: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw fileError(path, 'cannot be read', error);
  }
}

/** Error: UserError `file-not-written` for files that somebody has changed, unless they are given up. */
export function refuseOthers({ others }: FileStanding, folder: string, force: boolean): void {
  if (others.length === 0 || force) return;
  throw new UserError('file-not-written', `${folder} has other files than the bundle: ${others.join(', ')}`, {
    hint: 'look at the differences; --force replaces them, --into takes another folder',
  });
}

/** What is written, whatever was there. */
export const toWrite = ({ missing, old, others }: FileStanding): readonly string[] => [
  ...missing,
  ...old,
  ...others,
];

/** Each is whole under its name, or not there. */
export async function writeFiles(
  bundle: CheckedBundle,
  standing: FileStanding,
  folder: string,
  open: () => AsyncIterable<unknown>,
): Promise<void> {
  await writeWanted(bundle, new Set(toWrite(standing)), folder, open);
  const { index, sums } = bundle;
  keepWritten(folder, new Map(index.files.map(({ path }) => [path, sums.get(`${FILES}${path}`) ?? ''])));
}

async function writeWanted(
  bundle: CheckedBundle,
  wanted: ReadonlySet<string>,
  folder: string,
  open: () => AsyncIterable<unknown>,
): Promise<void> {
  if (wanted.size === 0) return;
  for await (const { name, chunks } of readArchive(open())) {
    const path = name.slice(FILES.length);
    if (!name.startsWith(FILES) || !wanted.has(path)) {
      for await (const _ of chunks);
      continue;
    }
    const { isExecutable } = bundle.index.files.find((file) => file.path === path) ?? {};
    await writeFile(join(folder, path), chunks, bundle.sums.get(name), isExecutable ? 0o755 : 0o644);
  }
}

async function writeFile(
  place: string,
  chunks: AsyncIterable<Buffer>,
  sum: string | undefined,
  mode: number,
): Promise<void> {
  const unfinished = `${place}.${process.pid}.part`;
  const found = createHash('sha256');
  try {
    makeFolder(dirname(place));
    await pipeline(
      chunks,
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          found.update(piece);
          yield piece;
        }
      },
      createWriteStream(unfinished, { flags: 'wx', mode }),
    );
    if (found.digest('hex') !== sum) throw badBundle(`${place} was changed while it was read`);
    await rename(unfinished, place);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw error instanceof UserError ? error : fileError(place, 'cannot be written', error);
  }
}
