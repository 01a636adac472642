import { Readable } from 'node:stream';
import { answerBroken } from '../refusals/engine-error.ts';

/** An archive from the engine. When the engine goes away in the middle, its error is an EngineError. */
export function archiveStream(answer: Readable, signal?: AbortSignal): Readable {
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      yield* answer;
    } catch (error) {
      throw signal?.aborted ? error : answerBroken(error);
    }
  }
  return Readable.from(chunks(), { objectMode: false }).on('close', () => answer.destroy());
}
