import type { Readable } from 'node:stream';
import type { ProgressMessage } from '../answers/wire.ts';
import { answerBroken, EngineError } from '../refusals/engine-error.ts';
import { readLines } from './read-lines.ts';

/**
 * The messages of a pull or a build. The engine answers 200 before it starts, so a failure is the last message of the stream.
 *
 * Errors: EngineError, also when the engine goes away in the middle; the reason of `signal` after an abort.
 */
export async function* readProgress(stream: Readable, signal: AbortSignal): AsyncGenerator<ProgressMessage> {
  try {
    for await (const line of readLines(stream)) {
      const message: ProgressMessage = JSON.parse(line);
      yield message;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof EngineError) throw error;
    throw answerBroken(error);
  }
}

/** The error in the last message of a pull or build. */
export function failureOf(message: ProgressMessage): string | undefined {
  return message.errorDetail?.message ?? message.error;
}
