import { buffer } from 'node:stream/consumers';
import type { ContainerId } from '../../model/ids.ts';
import type { Engine } from '../port/engine.ts';
import type { ExecRequest } from '../port/engine-requests.ts';
import { demuxFrames } from './demux-frames.ts';
import { endOfExec } from './exec-end.ts';

interface ExecResult {
  readonly exitCode: number;
  /** The output. The order within each stream is kept; the order between the two streams is not. */
  readonly output: string;
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
  if (tty) take(await buffer(stream));
  else await demuxFrames(stream, (_stream, chunk) => take(chunk));
  const { exitCode } = await endOfExec(engine, exec);
  return { exitCode, output: Buffer.concat(chunks).toString('utf8') };
}
