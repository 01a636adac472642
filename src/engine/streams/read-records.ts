import type { Readable } from 'node:stream';
import { misfitText, type Shape, startOf } from '../answers/shape.ts';
import { badAnswer } from '../refusals/engine-error.ts';
import { readLines } from './read-lines.ts';

/** A line, as it came, and what is in it. */
interface Line<Message> {
  readonly message: Message;
  readonly line: string;
}

/**
 * An answer of one JSON value in each line.
 *
 * @param shape what `Message` promises
 * Error: EngineError `bad-engine-answer` for a line that is something else, or does not end; that of the stream when it breaks.
 */
export async function* readRecords<Message>(
  stream: Readable,
  call: string,
  shape: Shape,
): AsyncGenerator<Line<Message>> {
  for await (const line of readLines(stream, `the engine's answer to ${call}`)) {
    const message = parse<Message>(line, call);
    const misfit = shape(message);
    if (misfit) throw badAnswer(call, misfitText(misfit));
    yield { message, line };
  }
}

function parse<Message>(line: string, call: string): Message {
  try {
    const message: Message = JSON.parse(line);
    return message;
  } catch (cause) {
    throw badAnswer(call, startOf(line), cause);
  }
}
