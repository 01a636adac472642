import { Readable } from 'node:stream';
import { answerBroken } from '../refusals/engine-error.ts';

/** An archive as the engine sends it. Its error is an EngineError when the engine goes away in the middle. */
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
