import type http from 'node:http';
import { Readable } from 'node:stream';
import { startOf } from '../answers/shape.ts';
import {
  answerBroken,
  badAnswer,
  type EngineError,
  engineRefused,
  tooLong,
} from '../refusals/engine-error.ts';
import type { CallClock } from './call-clock.ts';
import { callName } from './call-name.ts';
import type { EngineAddress } from './engine-address.ts';
import type { EngineRequest } from './engine-request.ts';
import { noEngine } from './unreachable.ts';

export function headerOf({ headers }: http.IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Thousands of containers take some megabytes. */
const MOST_BYTES = 256 * 1024 * 1024;

/** The whole answer of the engine. Stops the clock. */
export async function textOf(
  answer: Readable,
  clock: CallClock,
  call: string,
  isEndless = false,
): Promise<string> {
  try {
    return await wholeText(answer, clock, {
      mostBytes: MOST_BYTES,
      tooLong: () => tooLong(`the engine's answer to ${call}`, MOST_BYTES),
      isEndless,
    });
  } catch (error) {
    throw clock.signal.aborted ? clock.signal.reason : answerBroken(error);
  } finally {
    clock.stop();
  }
}

interface WholeLimits {
  readonly mostBytes: number;
  readonly tooLong: () => Error;
  /** There is no telling when more comes. */
  readonly isEndless?: boolean;
}

/** All of an answer or an output, whoever gives it, in the time of the clock, if any. Errors: those of the stream; `tooLong`. */
export async function wholeText(
  answer: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  clock: Pick<CallClock, 'expectWhole' | 'heard'> | undefined,
  { mostBytes, tooLong: refusal, isEndless = false }: WholeLimits,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (!isEndless) clock?.expectWhole();
  for await (const chunk of answer) {
    if (!isEndless) clock?.heard();
    bytes += chunk.length;
    if (bytes > mostBytes) throw refusal();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The answer as it comes. Only the engine is timed, and not whoever reads the answer slowly. */
export function timedStream(answer: Readable, clock: CallClock): Readable {
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of answer) {
        clock.pause();
        yield chunk;
        clock.heard();
      }
    } catch (error) {
      throw clock.signal.aborted ? clock.signal.reason : error;
    } finally {
      clock.stop();
    }
  }
  return Readable.from(chunks(), { objectMode: false }).on('close', () => {
    clock.stop();
    answer.destroy();
  });
}

/** Something that begins as JSON comes from an engine, if a broken one; anything else from somebody else. */
export function parseAnswer<Body>(address: EngineAddress, request: EngineRequest, text: string): Body {
  try {
    const body: Body = JSON.parse(text);
    return body;
  } catch (cause) {
    throw /^\s*[[{]/.test(text)
      ? badAnswer(callName(request), startOf(text), cause)
      : noEngine(address, text);
  }
}

/** The engine answers errors with `{"message": …}`; a proxy in between may not. */
export function refusal(address: EngineAddress, status: number | undefined, text: string): EngineError {
  if (/^\s*</.test(text)) return noEngine(address, text, status);
  try {
    const body: { readonly message?: unknown } = JSON.parse(text);
    if (typeof body.message === 'string') return engineRefused(status, body.message);
  } catch {
    // Not JSON: the text itself is what there is.
  }
  return engineRefused(status, text.trim());
}
