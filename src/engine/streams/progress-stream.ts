import type { Readable } from 'node:stream';
import type { ProgressMessage } from '../answers/wire.ts';
import { answerBroken, EngineError } from '../refusals/engine-error.ts';
import { readLines } from './read-lines.ts';

/**
 * The messages of a pull or a build. The engine answers 200 before it starts, so a failure comes as the last message.
 *
 * Errors: EngineError, also when the engine went away in the middle; the reason of `signal` after an abort.
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

/** What a message that ends a pull or build says went wrong. */
export function failureOf(message: ProgressMessage): string | undefined {
  return message.errorDetail?.message ?? message.error;
}
