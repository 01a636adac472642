import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, openSync } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { PassThrough, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { fileError } from '../../diagnostics/file-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { demuxFrames } from '../../engine/streams/demux-frames.ts';
import { endOfExec } from '../../engine/streams/exec-end.ts';
import {
  type BackedUpVolume,
  type BackupOrder,
  type BackupSection,
  CHECKSUMS,
  type Dump,
  dumpPiece,
  MANIFEST,
} from '../../model/backup.ts';
import type { OnProgress } from '../../model/event.ts';
import { LABEL } from '../../model/labels.ts';
import { disarm } from '../../util/disarm.ts';
import { humanSize } from '../../util/human-size.ts';
import { compressor } from './compression.ts';
import { type VolumeEngine, withVolume } from './volume-files.ts';
import { writersNow } from './writers-now.ts';

export type BackupEngine = VolumeEngine &
  Pick<
    Engine,
    'listContainers' | 'inspectContainer' | 'subscribe' | 'createExec' | 'startExec' | 'inspectExec'
  >;

interface BackupContext {
  readonly engine: BackupEngine;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/**
 * Writes the files of volumes, and what commands write, into one archive, in the memory of a few pieces. The file is there under its name
 * when it is whole, readable by its owner only.
 *
 * Error: UserError `file-not-written`, `source-in-use`, `copy-failed`, `backup-failed`; EngineError.
 */
export async function writeBackup(order: BackupOrder, context: BackupContext): Promise<void> {
  const { to, compression } = order;
  const out = new PassThrough({ highWaterMark: 1 << 20 });
  const through = compressor(compression);
  const unfinished = `${to}.${process.pid}.part`;
  const file = to === '-' ? createWriteStream('', { fd: 1, autoClose: false }) : openPart(to, unfinished);
  // The pipeline ends `out` with it, so whoever waits for that may see it first.
  let lost: unknown;
  file.once('error', (error: unknown) => {
    lost = error;
  });
  const written = through ? pipeline(out, through, file) : pipeline(out, file);
  const failed = written.then(() => new Promise<never>(() => {}));
  failed.catch(() => {});
  const archive = new Archive(out, failed);
  try {
    await writeParts(archive, order, context);
    out.end();
    await Promise.race([written, failed]);
    if (to !== '-') await keep(unfinished, order);
    await context.onProgress({ text: `${humanSize(archive.bytes)} before compression` });
  } catch (error) {
    const failure = lost === undefined ? error : notWritten(order, lost, archive.bytes);
    out.destroy();
    await written.catch(() => {});
    if (to !== '-') await rm(unfinished, { force: true });
    throw failure;
  }
}

function notWritten({ to, volumes }: BackupOrder, cause: unknown, readBytes: number): UserError {
  const totalBytes = volumes.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  const of = totalBytes > readBytes ? ` of about ${humanSize(totalBytes)}` : '';
  const error = fileError(to === '-' ? 'standard output' : to, 'cannot be written', cause);
  return error.code === 'no-space'
    ? new UserError(error.code, error.message, {
        hint: `${humanSize(readBytes)}${of} had been read: write it where more room is`,
        cause,
      })
    : error;
}

function openPart(to: string, unfinished: string): Writable {
  try {
    return createWriteStream('', { fd: openSync(unfinished, 'wx', 0o600) });
  } catch (error) {
    throw fileError(to, 'cannot be written', error);
  }
}

/** On the disk before it has its name, which it takes from nobody unless that was agreed to. */
async function keep(unfinished: string, { to, replaces }: BackupOrder): Promise<void> {
  try {
    const file = await open(unfinished, 'r');
    await file.sync().finally(() => file.close());
    if (replaces) return await rename(unfinished, to);
    await link(unfinished, to);
    await rm(unfinished);
  } catch (error) {
    throw fileError(to, 'cannot be written', error);
  }
}

async function writeParts(archive: Archive, order: BackupOrder, context: BackupContext): Promise<void> {
  const { manifest, volumes, dumps } = order;
  await archive.write(
    await wholeEntry(MANIFEST, `${JSON.stringify({ gantry: 'backup', ...manifest }, null, 2)}\n`),
  );
  const sections: BackupSection[] = [];
  const ofProject = { [LABEL.project]: manifest.project };
  for (const volume of volumes) {
    archive.begin(volume.folder);
    await unwritten(volume, context, () => writeVolume(archive, volume, ofProject, context));
    sections.push(archive.end());
  }
  for (const dump of dumps) {
    archive.begin(dump.folder);
    await writeDump(archive, dump, context);
    sections.push(archive.end());
  }
  await archive.write(await wholeEntry(CHECKSUMS, `${JSON.stringify({ sections }, null, 2)}\n`));
  await archive.write(END);
}

async function writeVolume(
  archive: Archive,
  { name, folder, sizeBytes }: BackedUpVolume,
  labels: Readonly<Record<string, string>>,
  { engine, signal, onProgress }: BackupContext,
): Promise<void> {
  const access = {
    volume: name,
    isReadOnly: true,
    through: `${name}_backup`,
    labels: { ...labels, [LABEL.copies]: name },
    folder,
  };
  const read = async (files: { read(): Promise<AsyncIterable<Buffer>> }): Promise<void> => {
    let held: Buffer = Buffer.alloc(0);
    let bytes = 0;
    for await (const chunk of await files.read()) {
      signal.throwIfAborted();
      bytes += chunk.length;
      // The end of the archive of a volume is not that of the backup.
      if (chunk.length >= END.length) {
        await archive.write(held);
        held = chunk.subarray(-END.length);
        await archive.write(chunk.subarray(0, -END.length));
      } else {
        const all = Buffer.concat([held, chunk]);
        held = all.subarray(-END.length);
        await archive.write(all.subarray(0, -END.length));
      }
      void onProgress({
        text: `Reading ${name}`,
        currentBytes: Math.min(bytes, sizeBytes ?? bytes),
        ...(sizeBytes !== undefined && { totalBytes: sizeBytes }),
        momentary: true,
      });
    }
    if (!held.equals(END))
      throw new UserError('copy-failed', `the files of volume "${name}" end in the middle`);
  };
  await withVolume(engine, access, read, signal);
}

/** Error: UserError `source-in-use` before it, `copy-failed` after it. */
async function unwritten(
  { name, sourceFolder, writers }: BackedUpVolume,
  { engine }: BackupContext,
  work: () => Promise<void>,
): Promise<void> {
  if (writers === 'any') return work();
  const source = { source: name, ...(sourceFolder !== undefined && { sourceFolder }) };
  const now = async () =>
    (await writersNow(engine, source)).filter(({ state }) => writers === 'nobody' || state !== 'paused');
  const before = await now();
  if (before.length > 0)
    throw new UserError(
      'source-in-use',
      `${before.map((one) => one.name).join(', ')} may write into volume "${name}"`,
      {
        hint: 'stop it, and do the same again',
      },
    );
  const started: string[] = [];
  const listening = await engine.subscribe([], ({ action, container }) => {
    if (action === 'start' || action === 'unpause') started.push(container);
  });
  try {
    await work();
    const ids = new Set(started);
    const all = await engine.listContainers([]);
    const late = [
      ...(await now()),
      ...all.filter(
        ({ id, mounts }) => ids.has(id) && mounts.some((one) => one.name === name && !one.isReadOnly),
      ),
    ];
    if (late.length > 0)
      throw new UserError(
        'copy-failed',
        `${[...new Set(late.map((one) => one.name))].join(', ')} may write into volume "${name}" since the backup began`,
        { hint: 'stop it, and do the same again' },
      );
  } finally {
    listening.close();
  }
}

/** A piece is in memory until it is full: an entry says before its content how long it is. */
const PIECE = 8 << 20;
const MOST_TOLD = 4000;

/** Error: UserError `backup-failed` for a command that fails, with the end of what it wrote. */
async function writeDump(
  archive: Archive,
  { folder, service, container, command }: Dump,
  { engine, signal, onProgress }: BackupContext,
): Promise<void> {
  const exec = await engine.createExec(container, { AttachStdout: true, AttachStderr: true, Cmd: command });
  const stream = await engine.startExec(exec, { tty: false });
  const giveUp = () => void stream.destroy(new Error('interrupted'));
  signal.addEventListener('abort', giveUp, { once: true });
  let pieces: Buffer[] = [];
  let size = 0;
  let number = 0;
  let total = 0;
  let told = '';
  const flush = async (): Promise<void> => {
    const content = Buffer.concat(pieces);
    pieces = [];
    size = 0;
    number += 1;
    await archive.write(await wholeEntry(dumpPiece(folder, number), content));
  };
  try {
    await demuxFrames(stream, async (kind, chunk) => {
      if (kind === 'stderr') {
        told = (told + chunk.toString('utf8')).slice(-MOST_TOLD);
        return;
      }
      pieces.push(Buffer.from(chunk));
      size += chunk.length;
      total += chunk.length;
      void onProgress({ text: `Reading from ${service}`, currentBytes: total, momentary: true });
      if (size >= PIECE) await flush();
    });
    const { exitCode } = await endOfExec(engine, exec);
    if (exitCode !== 0)
      throw new UserError(
        'backup-failed',
        `the backup command of service "${service}" ended with exit code ${exitCode}`,
        {
          output: told
            .trimEnd()
            .split('\n')
            .slice(-10)
            .map((line) => disarm(line)),
        },
      );
    await flush();
  } finally {
    signal.removeEventListener('abort', giveUp);
    stream.destroy();
  }
}

/** Counts what is written, and sums up the part that is being written. */
class Archive {
  bytes = 0;
  readonly #out: PassThrough;
  readonly #failed: Promise<never>;
  #part: { readonly folder: string; readonly offset: number; readonly hash: Hash } | undefined;

  constructor(out: PassThrough, failed: Promise<never>) {
    this.#out = out;
    this.#failed = failed;
  }

  begin(folder: string): void {
    this.#part = { folder, offset: this.bytes, hash: createHash('sha256') };
  }

  end(): BackupSection {
    const { folder = '', offset = 0, hash } = this.#part ?? {};
    this.#part = undefined;
    return { folder, offset, bytes: this.bytes - offset, sha256: hash?.digest('hex') ?? '' };
  }

  /** Error: UserError when the file cannot be written. */
  async write(chunk: Buffer): Promise<void> {
    this.bytes += chunk.length;
    this.#part?.hash.update(chunk);
    if (!this.#out.write(chunk)) await Promise.race([once(this.#out, 'drain'), this.#failed]);
  }
}

/** The end of an archive: two blocks of zeros. */
const END = Buffer.alloc(1024);

async function wholeEntry(name: string, content: string | Buffer): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name, mode: 0o600, mtime: new Date(0) }, content);
  archive.finalize();
  return (await buffer(archive)).subarray(0, -END.length);
}
