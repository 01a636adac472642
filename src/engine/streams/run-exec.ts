import { buffer } from 'node:stream/consumers';
import type { ContainerId } from '../../model/ids.ts';
import { lookUntil } from '../../util/look-until.ts';
import type { Engine } from '../port/engine.ts';
import type { ExecRequest } from '../port/engine-requests.ts';
import { demuxFrames } from './demux-frames.ts';
import { endOfExec } from './exec-end.ts';

interface ExecResult {
  readonly exitCode: number;
  /** The output. The order within each stream is kept; the order between the two streams is not. */
  readonly output: string;
}

/**
 * Waits until the output of a command has been read. Its end may be lost: a command that has ended, and of which nothing came
 * between two looks, has said all.
 *
 * @param heard how many pieces of the output have come
 */
export async function readToItsEnd(
  engine: Engine,
  exec: string,
  reading: Promise<void>,
  heard: () => number,
): Promise<void> {
  const over = new AbortController();
  let heardBefore: number | undefined;
  const look = async (): Promise<true | undefined> => {
    const { running } = await engine.inspectExec(exec);
    if (!running && heard() === heardBefore) return true;
    heardBefore = running ? undefined : heard();
    return undefined;
  };
  try {
    await Promise.race([reading, lookUntil(look, over.signal)]);
  } finally {
    over.abort();
  }
}

/** Runs a command in a container to its end (three calls). Error: EngineError. */
export async function runExec(
  engine: Engine,
  id: ContainerId,
  request: ExecRequest,
  onOutput?: (chunk: Buffer) => void,
): Promise<ExecResult> {
  const tty = request.Tty === true;
  const exec = await engine.createExec(id, { AttachStdout: true, AttachStderr: true, ...request });
  const stream = await engine.startExec(exec, { tty });
  const chunks: Buffer[] = [];
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    onOutput?.(chunk);
  };
  const reading = tty ? buffer(stream).then(take) : demuxFrames(stream, (_stream, chunk) => take(chunk));
  await readToItsEnd(engine, exec, reading, () => chunks.length);
  stream.destroy();
  const { exitCode } = await endOfExec(engine, exec);
  return { exitCode, output: Buffer.concat(chunks).toString('utf8') };
}
