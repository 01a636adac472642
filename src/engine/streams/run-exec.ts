import type { ContainerId } from '../../model/ids.ts';
import { lookUntil } from '../../util/look-until.ts';
import type { Engine } from '../port/engine.ts';
import type { ExecRequest } from '../port/engine-requests.ts';
import { demuxFrames } from './demux-frames.ts';
import { endOfExec } from './exec-end.ts';

interface ExecResult {
  readonly exitCode: number;
  /** The first megabyte of the output. The order within each stream is kept; the order between the two streams is not. */
  readonly output: string;
}

/** How far the output of a command has been read. */
export interface Hearing {
  pieces: number;
  /** Whoever the output is for has enough for now: then the command is not what is silent. */
  isHeldUp: boolean;
}

/**
 * Waits until the output of a command has been read. Its end may be lost: a command that has ended, and of which nothing came
 * between two looks, has said all.
 */
export async function readToItsEnd(
  engine: Engine,
  exec: string,
  reading: Promise<void>,
  hearing: Hearing,
): Promise<void> {
  const over = new AbortController();
  let heardBefore: number | undefined;
  const look = async (): Promise<true | undefined> => {
    const { running } = await engine.inspectExec(exec);
    const { pieces, isHeldUp } = hearing;
    const mayHaveEnded = !running && !isHeldUp;
    if (mayHaveEnded && pieces === heardBefore) return true;
    heardBefore = mayHaveEnded ? pieces : undefined;
    return undefined;
  };
  try {
    await Promise.race([reading, lookUntil(look, over.signal)]);
  } finally {
    over.abort();
  }
}

const MOST_KEPT = 1024 * 1024;

/**
 * Runs a command in a container to its end (three calls). Error: EngineError.
 *
 * @param onOutput may return a promise: nothing more is read before it resolves
 */
export async function runExec(
  engine: Engine,
  id: ContainerId,
  request: Omit<ExecRequest, 'Tty'>,
  onOutput: (chunk: Buffer) => Promise<void> | void = () => {},
): Promise<ExecResult> {
  const exec = await engine.createExec(id, { AttachStdout: true, AttachStderr: true, ...request });
  const stream = await engine.startExec(exec, { tty: false });
  const kept: Buffer[] = [];
  let room = MOST_KEPT;
  const hearing = { pieces: 0, isHeldUp: false };
  const reading = demuxFrames(stream, async (_stream, chunk) => {
    const part = Buffer.from(chunk.subarray(0, room));
    if (part.length > 0) kept.push(part);
    room -= part.length;
    hearing.pieces++;
    hearing.isHeldUp = true;
    await onOutput(chunk);
    hearing.isHeldUp = false;
  });
  await readToItsEnd(engine, exec, reading, hearing);
  stream.destroy();
  const { exitCode } = await endOfExec(engine, exec);
  return { exitCode, output: Buffer.concat(kept).toString('utf8') };
}
