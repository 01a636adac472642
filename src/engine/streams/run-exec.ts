import type { ContainerId } from '../../model/ids.ts';
import type { Engine } from '../port/engine.ts';
import type { ExecRequest } from '../port/engine-requests.ts';
import { demuxFrames } from './demux-frames.ts';
import { endOfExec, hasExecEnded } from './exec-end.ts';
import { Hearing, readToItsEnd } from './read-to-its-end.ts';

interface ExecResult {
  readonly exitCode: number;
  /** The first megabyte of the output. The order within each stream is kept; the order between the two streams is not. */
  readonly output: string;
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
  onOutput: (chunk: Buffer, stream: 'stdout' | 'stderr') => Promise<void> | void = () => {},
): Promise<ExecResult> {
  const exec = await engine.createExec(id, { AttachStdout: true, AttachStderr: true, ...request });
  const stream = await engine.startExec(exec, { tty: false });
  const kept: Buffer[] = [];
  let room = MOST_KEPT;
  const hearing = new Hearing();
  const take = (stream: 'stdout' | 'stderr', chunk: Buffer): Promise<void> | void => {
    const part = Buffer.from(chunk.subarray(0, room));
    if (part.length > 0) kept.push(part);
    room -= part.length;
    return onOutput(chunk, stream);
  };
  await readToItsEnd(demuxFrames(stream, hearing.through(take)), hearing, hasExecEnded(engine, exec));
  stream.destroy();
  const { exitCode } = await endOfExec(engine, exec);
  return { exitCode, output: Buffer.concat(kept).toString('utf8') };
}
