import type { Readable } from 'node:stream';
import { PROGRESS } from '../answers/answer-shapes.ts';
import type { ProgressMessage } from '../answers/wire.ts';
import { answerBroken } from '../refusals/engine-error.ts';
import { readRecords } from './read-records.ts';

/**
 * The messages of a pull, a push or a build. The engine answers 200 before it starts, so a failure is the last message of the stream.
 *
 * Errors: EngineError, also when the engine goes away in the middle; the reason of `signal` after an abort.
 */
export async function* readProgress(
  stream: Readable,
  call: string,
  signal: AbortSignal,
): AsyncGenerator<ProgressMessage> {
  try {
    for await (const { message } of readRecords<ProgressMessage>(stream, call, PROGRESS)) yield message;
  } catch (error) {
    throw signal.aborted ? signal.reason : answerBroken(error);
  }
}

/** The error in the last message of a pull or build. */
export function failureOf(message: ProgressMessage): string | undefined {
  return message.errorDetail?.message ?? message.error;
}
