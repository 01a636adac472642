import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import { runExec } from '../../engine/streams/run-exec.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Changes, Put } from '../files/changes.ts';
import { type Owner, packChanges } from './pack-changes.ts';

/** Where the changes are made, and as whom. */
export interface SyncPlace {
  readonly container: ContainerId;
  /** The folder to unpack in: `/`, or a volume where all else is read-only. */
  readonly base: string;
  readonly owner: Owner | undefined;
}

export interface SyncReport {
  /** Files that could not be read on the host. */
  readonly unreadable: readonly { readonly put: Put; readonly error: NodeJS.ErrnoException }[];
  /** The image has no `rm`: these stay in the container. */
  readonly undeletable: readonly string[];
}

/**
 * Makes the changes in one container: one archive for all that is copied, so that a batch appears as a whole, and one
 * `rm` for all that goes. What goes, goes last: a file that was renamed is never absent under both of its names.
 *
 * Error: EngineError when the engine refuses; `no-container` when the container is gone.
 */
export async function syncFiles(
  engine: Engine,
  place: SyncPlace,
  { puts, removals, replacements }: Changes,
): Promise<SyncReport> {
  const { container, base, owner } = place;
  const unreadable: SyncReport['unreadable'][number][] = [];
  const first = await remove(engine, container, replacements);
  if (puts.length > 0) {
    const files = puts.filter(({ entry }) => entry.kind !== 'folder');
    await unpack(
      engine,
      place,
      () => packChanges(puts, base, owner, (put, error) => unreadable.push({ put, error })),
      () => packChanges(files, base, owner, () => {}),
    );
  }
  const last = await remove(engine, container, removals);
  return { unreadable, undeletable: [...first, ...last] };
}

type MakeArchive = () => ReturnType<typeof packChanges>;

/**
 * Without `noOverwriteDirNonDir` the engine would put a folder in the place of a link to a folder. With it, it refuses
 * the folder; the files alone go where the link leads.
 */
async function unpack(
  engine: Engine,
  { container, base }: SyncPlace,
  whole: MakeArchive,
  filesOnly: MakeArchive,
): Promise<void> {
  try {
    await engine.putArchive(container, base, await whole(), { noOverwriteDirNonDir: true });
  } catch (error) {
    if (!meetsLink(error)) throw error;
    await engine.putArchive(container, base, await filesOnly(), { noOverwriteDirNonDir: true });
  }
}

const meetsLink = (error: unknown): boolean =>
  error instanceof EngineError && /cannot overwrite non-directory/i.test(engineText(error));

const engineText = ({ cause, message }: EngineError): string =>
  cause instanceof Error ? cause.message : message;

/** The kernel takes a good deal more in one command; the engine's request should stay small. */
const ARGUMENT_BYTES = 64 * 1024;

/** @returns what stays because the image has no `rm`. Error: EngineError, also for what `rm` could not do. */
async function remove(
  engine: Engine,
  container: ContainerId,
  paths: readonly string[],
): Promise<readonly string[]> {
  for (const part of chunks(paths)) {
    const run = await runExec(engine, container, { Cmd: ['rm', '-rf', '--', ...part], User: '0' }).catch(
      (error: unknown) => {
        if (error instanceof EngineError && error.code === 'program-not-found') return undefined;
        throw error;
      },
    );
    if (!run || lacksProgram(run)) return paths;
    if (run.exitCode !== 0 && !isGone(run.output))
      throw new EngineError('engine-refused', `cannot be removed: ${run.output.trim()}`, {
        hint: 'its folder may be read-only in the container',
      });
  }
  return [];
}

/**
 * What the engine says when it finds no such program, depending on its version: an error, or these codes. It has the same codes
 * for a container that stops just then.
 */
const lacksProgram = ({ exitCode, output }: { exitCode: number; output: string }): boolean =>
  [126, 127].includes(exitCode) && /executable file\b.*\bnot found/i.test(output);

/** A folder above it has become a file meanwhile: so what was in it is gone, which `-f` does not cover everywhere. */
const isGone = (output: string): boolean =>
  output.trim() !== '' &&
  output
    .trim()
    .split('\n')
    .every((line) => /: (?:Not a directory|No such file or directory)$/.test(line.trim()));

function chunks(paths: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let bytes = ARGUMENT_BYTES;
  for (const path of paths) {
    bytes += path.length + 1;
    if (bytes > ARGUMENT_BYTES) {
      parts.push([]);
      bytes = path.length + 1;
    }
    parts.at(-1)?.push(path);
  }
  return parts;
}
