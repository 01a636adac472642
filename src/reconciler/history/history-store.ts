import { buffer } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ContainerRequest } from '../../model/container-request.ts';
import { containerId } from '../../model/ids.ts';
import type { History, Release } from '../../model/release.ts';
import { EMPTY_IMAGE, loadEmptyImage } from '../volumes/empty-image.ts';
import { HISTORY_LABEL, historyName } from './history-names.ts';
import { MOST_BYTES, NOTHING, type ReadFile, readRelease, writeRelease } from './release-file.ts';

export type HistoryEngine = Pick<Engine, 'createContainer' | 'getArchive' | 'putArchive' | 'loadImages'>;

/** Where the volume is in the container. */
const PLACE = 'history';

/** What is kept, and in which files: the archive API writes files and removes none, so those of old releases are used again. */
export interface StoredHistory extends History {
  /** By the name of the file: the number of its release, 0 for a file of nothing, undefined for one that cannot be read. */
  readonly files: ReadonlyMap<string, number | undefined>;
}

/** One call. @returns undefined: the container is not there, which is no proof that nothing is kept */
export async function readHistory(
  engine: Pick<HistoryEngine, 'getArchive'>,
  project: string,
): Promise<StoredHistory | undefined> {
  let archive: Awaited<ReturnType<Engine['getArchive']>>;
  try {
    archive = await engine.getArchive(containerId(historyName(project)), `/${PLACE}`);
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
  const entries = archive.pipe(extract());
  archive.on('error', (error) => entries.destroy(error));
  const files = new Map<string, number | undefined>();
  const releases: Release[] = [];
  const unreadable: History['unreadable'][number][] = [];
  for await (const entry of entries) {
    const name = entry.header.name.split('/').at(-1) ?? '';
    if (entry.header.type !== 'file' || !/^\d{1,9}\.json\.gz$/.test(name)) {
      entry.resume();
      continue;
    }
    const read =
      (entry.header.size ?? 0) > MOST_BYTES
        ? tooLarge(name)
        : readRelease(name, await buffer(entry), project);
    entry.resume();
    if (read.kind === 'release') releases.push(read.release);
    if (read.kind === 'unreadable') unreadable.push(read.unreadable);
    files.set(name, numberIn(read));
  }
  return {
    files,
    releases: releases.toSorted((a, b) => a.number - b.number),
    unreadable: unreadable.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

const tooLarge = (file: string): ReadFile => ({ kind: 'unreadable', unreadable: { file, why: 'damaged' } });

function numberIn(read: ReadFile): number | undefined {
  if (read.kind === 'release') return read.release.number;
  return read.kind === 'empty' ? 0 : read.unreadable.number;
}

/**
 * The same, and afterwards there is a place to write to: one call, or three where there was only the volume. What was kept is found again
 * where only the container was removed, as `docker container prune` does.
 *
 * @param hasVolume whether the engine has listed the volume
 */
export async function openHistory(
  engine: HistoryEngine,
  project: string,
  hasVolume: boolean,
  signal: AbortSignal,
): Promise<StoredHistory> {
  const known = hasVolume ? await readHistory(engine, project) : undefined;
  if (known) return known;
  const made = await createPlace(engine, project, signal);
  if (made === 'made' && !hasVolume) return NO_HISTORY;
  return (await readHistory(engine, project)) ?? NO_HISTORY;
}

const NO_HISTORY: StoredHistory = { files: new Map(), releases: [], unreadable: [] };

/** Another command may remove the image as soon as nobody needs it. */
const ATTEMPTS = 5;

async function createPlace(
  engine: HistoryEngine,
  project: string,
  signal: AbortSignal,
  attempts = ATTEMPTS,
): Promise<'made' | 'was-there'> {
  try {
    await engine.createContainer(historyName(project), requestFor(project), undefined);
    return 'made';
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // Somebody else was faster.
    if (error.status === 409) return 'was-there';
    if (error.status !== 404 || attempts === 0) throw error;
    await loadEmptyImage(engine, signal);
    return createPlace(engine, project, signal, attempts - 1);
  }
}

const requestFor = (project: string): ContainerRequest => ({
  Image: EMPTY_IMAGE,
  // It has to have one.
  Cmd: ['never'],
  NetworkDisabled: true,
  Labels: { [HISTORY_LABEL]: project },
  HostConfig: {
    NetworkMode: 'none',
    Mounts: [
      {
        Type: 'volume',
        Source: historyName(project),
        Target: `/${PLACE}`,
        ReadOnly: false,
        VolumeOptions: { NoCopy: true, Labels: { [HISTORY_LABEL]: project } },
      },
    ],
  },
  NetworkingConfig: { EndpointsConfig: {} },
});

/** The number of the next release. What cannot be read may have one, too. */
export const nextNumber = ({ files }: StoredHistory): number =>
  1 + Math.max(0, ...[...files.values()].map((number) => number ?? 0));

/**
 * Writes a release into a file that nobody needs, and empties those of releases that are too old: one call. An engine that dies meanwhile
 * may leave that one file damaged, and no other.
 *
 * @param kept how many are kept
 * @returns the file that has it
 */
export async function addRelease(
  engine: Pick<HistoryEngine, 'putArchive'>,
  history: StoredHistory,
  release: Release,
  kept: number,
): Promise<string> {
  const file = freeFile(history.files);
  await write(engine, release, [[file, writeRelease(release)], ...outdatedFiles(history, release, kept)]);
  return file;
}

/** Writes it again, as there is more to say of it: one call. */
export const replaceRelease = (
  engine: Pick<HistoryEngine, 'putArchive'>,
  file: string,
  release: Release,
): Promise<void> => write(engine, release, [[file, writeRelease(release)]]);

type Contents = readonly (readonly [name: string, bytes: Buffer])[];

async function write(
  engine: Pick<HistoryEngine, 'putArchive'>,
  { project, at }: Release,
  contents: Contents,
): Promise<void> {
  const archive = pack();
  for (const [name, bytes] of contents) archive.entry({ name, mode: 0o600, mtime: new Date(at) }, bytes);
  archive.finalize();
  await engine.putArchive(containerId(historyName(project)), `/${PLACE}`, await buffer(archive));
}

/** One that nobody needs any more, or that nobody can read. */
function freeFile(files: StoredHistory['files']): string {
  const unneeded = [...files].flatMap(([name, number]) =>
    number === 0 || number === undefined ? [name] : [],
  );
  return unneeded.sort()[0] ?? nextFile(files);
}

function outdatedFiles(
  { files, releases, unreadable }: StoredHistory,
  { number: latest }: Release,
  kept: number,
): Contents {
  const others = unreadable.filter(({ number = 0 }) => number > latest - kept);
  const stays = new Set([...newest(releases, kept - 1), ...others].map(({ number }) => number));
  return [...files].flatMap(([name, number = 0]) =>
    number > 0 && !stays.has(number) ? [[name, NOTHING] as const] : [],
  );
}

/** Those that can be gone back to and the others are counted apart: ten stops in a row push no release out. */
function newest(releases: readonly Release[], count: number): readonly Release[] {
  const last = (which: readonly Release[]) => (count > 0 ? which.slice(-count) : []);
  return [
    ...last(releases.filter(({ model }) => model !== undefined)),
    ...last(releases.filter(({ model }) => model === undefined)),
  ];
}

function nextFile(files: ReadonlyMap<string, unknown>): string {
  const taken = [...files.keys()].map((name) => Number.parseInt(name, 10));
  return `${String(1 + Math.max(0, ...taken)).padStart(3, '0')}.json.gz`;
}
