import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { demuxFrames } from '../../engine/streams/demux-frames.ts';
import { endOfExec } from '../../engine/streams/exec-end.ts';
import type { DumpRestore, VolumeRestore } from '../../model/backup.ts';
import type { OnProgress } from '../../model/event.ts';
import { type ContainerId, containerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import { copyMarker, labelsOfOwner } from '../../model/volume-copy.ts';
import { disarm } from '../../util/disarm.ts';
import { humanSize } from '../../util/human-size.ts';
import { contentsOf, sectionOf } from './read-backup.ts';
import { type VolumeEngine, withVolume } from './volume-files.ts';

export type RestoreEngine = VolumeEngine & Pick<Engine, 'listVolumes' | 'createVolume' | 'removeVolume'>;

interface RestoreContext<Calls> {
  readonly engine: Calls;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/**
 * Makes a volume with what a backup has of it, reads it again, and compares the checksums. From before it is made until it is whole, a marker
 * says that it is not, as of a copy.
 *
 * Error: UserError `bad-backup`, `copy-failed`; EngineError.
 */
export async function restoreVolume(
  restore: VolumeRestore,
  context: RestoreContext<RestoreEngine>,
): Promise<void> {
  const { engine, onProgress } = context;
  const { request, from, section, replacesHalf, madeFor } = restore;
  const marker = copyMarker({ source: from, request, ...(madeFor !== undefined && { madeFor }) });
  const through = `${request.Name}_restoring`;
  if (replacesHalf) {
    await engine.removeContainer(containerId(through), true);
    await engine.removeVolume(request.Name);
    await engine.removeVolume(marker.Name);
  }
  if ((await engine.listVolumes()).some(({ name }) => name === request.Name))
    throw new UserError(
      'copy-failed',
      `volume "${request.Name}" exists by now, and nothing is restored into what somebody may use`,
      { hint: 'do the same again' },
    );
  await engine.createVolume(marker);
  try {
    await engine.createVolume(request);
    await fill(restore, through, context);
    await onProgress({
      text: `${humanSize(section.bytes)}, sha256:${section.sha256.slice(0, 12)} as in the backup`,
    });
  } catch (error) {
    // As long as it is there, so is what says that it is not whole.
    await engine.removeVolume(request.Name).then(
      () => engine.removeVolume(marker.Name).catch(() => {}),
      () => {},
    );
    throw error;
  }
  await engine.removeVolume(marker.Name);
}

async function fill(
  { request, from, section, madeFor }: VolumeRestore,
  through: string,
  { engine, signal, onProgress }: RestoreContext<RestoreEngine>,
): Promise<void> {
  const labels = { ...labelsOfOwner(request, madeFor), [LABEL.copies]: request.Name };
  const access = { volume: request.Name, isReadOnly: false, through, labels, folder: section.folder };
  const tell = (text: string, bytes: number) =>
    void onProgress({
      text,
      currentBytes: Math.min(bytes, section.bytes),
      totalBytes: section.bytes,
      momentary: true,
    });
  await withVolume(
    engine,
    access,
    async (files) => {
      await files.write(streamed(sectionOf(from, section), signal, (bytes) => tell('Restoring', bytes)));
      const sha256 = await sumOf(await files.read(), section.bytes, (bytes) =>
        tell('Comparing checksums', bytes),
      );
      if (sha256 === section.sha256) return;
      throw new UserError(
        'copy-failed',
        `volume "${request.Name}" differs from the backup: the checksum is sha256:${sha256}, and should be sha256:${section.sha256}`,
        {
          hint: 'look for a full or a failing disk of the engine, or for an engine that cannot keep all that the backup has (owners, attributes)',
        },
      );
    },
    signal,
  );
}

function streamed(
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Readable {
  let bytes = 0;
  async function* passing(): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      bytes += chunk.length;
      yield chunk;
      onBytes(bytes);
    }
  }
  const stream = Readable.from(passing(), { objectMode: false });
  // Whoever writes is told; an error that comes when nobody reads any more would end the program.
  stream.on('error', () => {});
  return stream;
}

/** Of all but the end of the archive. */
async function sumOf(
  archive: AsyncIterable<Buffer>,
  size: number,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of archive) {
    hash.update(chunk.subarray(0, Math.max(0, size - bytes)));
    bytes += chunk.length;
    onBytes(bytes);
  }
  return hash.digest('hex');
}

/**
 * Gives a command in a container what a backup has of it.
 *
 * Error: UserError `backup-failed` for a command that fails, with the end of what it wrote.
 */
export async function restoreDump(
  { from, section, command, name }: DumpRestore,
  container: ContainerId,
  { engine, signal, onProgress }: RestoreContext<Pick<Engine, 'createExec' | 'startExec' | 'inspectExec'>>,
): Promise<void> {
  const exec = await engine.createExec(container, {
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Cmd: command,
  });
  const stream = await engine.startExec(exec, { tty: false });
  let told = '';
  const reading = demuxFrames(stream, (_, chunk) => {
    told = (told + chunk.toString('utf8')).slice(-4000);
  });
  reading.catch(() => {});
  let bytes = 0;
  try {
    for await (const chunk of contentsOf(sectionOf(from, section))) {
      signal.throwIfAborted();
      bytes += chunk.length;
      if (!stream.write(chunk))
        await Promise.race([new Promise((resolve) => stream.once('drain', resolve)), reading]);
      void onProgress({ text: 'Restoring', currentBytes: bytes, momentary: true });
    }
    stream.end();
    await reading;
    const { exitCode } = await endOfExec(engine, exec);
    if (exitCode === 0) return;
    throw new UserError('backup-failed', `the restore command in ${name} ended with exit code ${exitCode}`, {
      output: told
        .trimEnd()
        .split('\n')
        .slice(-10)
        .map((line) => disarm(line)),
    });
  } finally {
    stream.destroy();
  }
}
