import type { Readable } from 'node:stream';
import type { LogRecord } from '../port/engine-answers.ts';
import { EngineError } from '../refusals/engine-error.ts';
import { frameReader, terminalReader } from './log-demux.ts';

/** The lines of `GET /containers/{id}/logs`, until the log ends or `signal` is aborted. */
export async function* readLog(
  stream: Readable,
  tty: boolean,
  signal: AbortSignal,
): AsyncGenerator<LogRecord> {
  const reader = tty ? terminalReader() : frameReader();
  try {
    for await (const chunk of stream) yield* reader.push(chunk);
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof EngineError) throw error;
    throw new EngineError('engine-unreachable', 'the engine broke off the log', {
      hint: 'it was probably stopped or restarted: run the same command again',
      cause: error,
    });
  }
  yield* reader.end();
  if (reader.failure !== undefined)
    throw new EngineError('engine-refused', `the engine cannot read the log: ${reader.failure}`);
}
