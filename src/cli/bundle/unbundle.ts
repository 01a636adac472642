import { createWriteStream, openSync, rmSync, statfsSync, statSync, type WriteStream } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileError, knownError } from '../../diagnostics/file-error.ts';
import { gantry, hintText } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { visible } from '../../util/disarm.ts';
import { humanSize } from '../../util/human-size.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { shellWord } from '../../util/shell-word.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { onInterrupt } from '../context/signals.ts';
import { buffersOf } from './buffers-of.ts';
import { type BundleIndex, badBundle } from './bundle-format.ts';
import { type CheckedBundle, checkBundle } from './check-bundle.ts';
import { loadImages, refuseLackOfLayers, type Standing, standingOf } from './load-images.ts';
import { bytesOfFile, interruptible } from './open-bundle.ts';
import { bytesOfPieces } from './pieces.ts';
import { type FileStanding, filesStanding, refuseOthers, toWrite, writeFiles } from './write-files.ts';

export interface UnbundleOptions {
  readonly into?: string;
  readonly force?: boolean;
  readonly digest?: string;
  readonly format: 'text' | 'json';
}

/**
 * Checks all of a bundle, then does what is missing: loads images, writes files.
 *
 * @param path `-`, or nothing: standard input, which is kept in a file until it has been checked
 * @returns the exit code
 */
export async function unbundle(
  cli: Cli,
  path: string | undefined,
  options: UnbundleOptions,
  stdin: Readable & { readonly isTTY?: boolean } = process.stdin,
): Promise<number> {
  const isPiped = path === undefined || path === '-';
  if (isPiped && stdin.isTTY)
    throw new UserError('bad-usage', 'no bundle was named, and a terminal has none', {
      hint: ['name its file, or send it: ', gantry('bundle'), ' | ssh HOST ', gantry('unbundle')],
    });
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  let spool: string | undefined;
  try {
    const file = isPiped ? spoolPath(cli, options) : resolve(cli.cwd, path);
    if (isPiped) spool = file;
    const open = (): AsyncIterable<unknown> => (isFolder(file) ? bytesOfPieces(file) : bytesOfFile(file));
    const whole = isPiped ? keptIn(file, stdin) : open();
    const bundle = await checkBundle(interruptible(whole, stop.signal), async (index) => {
      if (isPiped) refuseFullDisk(index, dirname(file));
    });
    refuseDigest(bundle, options.digest);
    const reader = (): AsyncIterable<unknown> => interruptible(open(), stop.signal);
    return await take(cli, bundle, reader, options, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    throw knownError(error);
  } finally {
    if (spool !== undefined) rmSync(spool, { force: true });
    release();
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

async function take(
  cli: Cli,
  bundle: CheckedBundle,
  open: () => AsyncIterable<unknown>,
  options: UnbundleOptions,
  signal: AbortSignal,
): Promise<number> {
  const folder = resolve(cli.cwd, options.into ?? bundle.index.project);
  const files = filesStanding(bundle, folder);
  refuseOthers(files, folder, options.force ?? false);
  const engine = await cli.engine();
  const images = await standingOf(engine, bundle.index.images);
  await refuseLackOfLayers(engine, images, bundle);
  if (!cli.globals.dryRun) {
    // The files come last: what they name is there by then.
    await loadImages(engine, images, bundle, open, signal);
    await writeFiles(bundle, files, folder, open);
  }
  cli.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify(record(bundle, files, images, folder, cli.globals.dryRun ?? false), null, 2)}\n`
      : report(bundle, files, images, folder, cli.globals.dryRun ?? false),
  );
  return EXIT.ok;
}

function refuseDigest({ digest }: CheckedBundle, wanted: string | undefined): void {
  if (wanted === undefined || wanted.replace(/^sha256:/, '') === digest) return;
  throw badBundle(
    `its digest is sha256:${digest}, and not ${wanted}`,
    'somebody made another bundle: ask for it again',
  );
}

/** Beside what it is for, as the folder of temporary files may be small. */
function spoolPath(cli: Cli, { into }: UnbundleOptions): string {
  const folder = into === undefined ? cli.cwd : dirname(resolve(cli.cwd, into));
  makeFolder(folder);
  return join(folder, `.gantry-bundle.${process.pid}.part`);
}

/** What is read on, and kept in a file at the same time. */
async function* keptIn(file: string, input: Readable): AsyncGenerator<Buffer> {
  const copy = createWriteStream('', { fd: openForWriting(file) });
  let failure: Error | undefined;
  copy.on('error', (error) => {
    failure = error;
  });
  for await (const chunk of buffersOf(input)) {
    if (failure) throw fileError(file, 'cannot be written', failure);
    if (!copy.write(chunk)) await roomIn(copy);
    yield chunk;
  }
  try {
    copy.end();
    await finished(copy);
  } catch (error) {
    throw fileError(file, 'cannot be written', error);
  }
}

function roomIn(copy: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      copy.off('drain', go).off('error', go);
      resolve();
    };
    copy.on('drain', go).on('error', go);
  });
}

function openForWriting(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (error) {
    throw fileError(file, 'cannot be written', error);
  }
}

/** It is kept as it comes, and has to fit; that the engine has room is for the engine to say. */
function refuseFullDisk({ images }: BundleIndex, folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const bytes = images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / 4;
  if (bytes <= bavail * bsize) return;
  throw new UserError(
    'no-space',
    `${folder} has ${humanSize(bavail * bsize)} left, and the bundle takes at least ${humanSize(bytes)}`,
    { hint: 'free some space, or choose another folder with --into' },
  );
}

function record(
  { index, digest }: CheckedBundle,
  files: FileStanding,
  images: Standing,
  folder: string,
  dryRun: boolean,
) {
  const named = ({ name, reference, id, sizeBytes }: Standing['there'][number]) => ({
    name,
    reference,
    id,
    sizeBytes,
  });
  return {
    version: 1,
    project: index.project,
    folder,
    digest: `sha256:${digest}`,
    dryRun,
    files: { written: toWrite(files), total: index.files.length },
    images: {
      loaded: images.missing.map(named),
      named: images.unnamed.map(named),
      there: images.there.map(named),
    },
    needs: index.needs,
  };
}

function report(
  { index, digest }: CheckedBundle,
  files: FileStanding,
  images: Standing,
  folder: string,
  dryRun: boolean,
): string {
  const would = dryRun ? 'would be ' : '';
  const line = (text: string): string => `${visible(text)}\n`;
  const written = toWrite(files);
  return [
    line(`bundle of project ${index.project}, sha256:${digest}: whole`),
    ...written.map((path) => line(`  file ${join(folder, path)}: ${would}written`)),
    ...images.missing.map(({ name, sizeBytes }) =>
      line(`  image ${name}: ${would}loaded (${humanSize(sizeBytes)})`),
    ),
    ...images.unnamed.map(({ name }) => line(`  image ${name}: was there, ${would}named`)),
    ...images.there.map(({ name }) => line(`  image ${name}: was there`)),
    ...(index.needs.length > 0 ? ['needed here, as no bundle has it:\n'] : []),
    ...index.needs.map(({ kind, name, usedBy }) => line(`  ${kind} ${name}, for ${usedBy}`)),
    line(hintText([`next, in ${shellWord(folder)}: `, gantry('up', '-d')])),
  ].join('');
}
