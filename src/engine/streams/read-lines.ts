import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { tooLong } from '../refusals/engine-error.ts';

/** A message of an engine or a builder has some kilobytes. In UTF-16 units: near enough. */
export const LONGEST_MESSAGE = 16 * 1024 * 1024;

/**
 * The non-empty lines of a stream, without line ends. A chunk may end inside of a character.
 *
 * @param from whose lines they are, in words
 * Error: EngineError `bad-engine-answer` for a line that does not end.
 */
export async function* readLines(stream: Readable, from: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const [end = '', ...lines] = decoder.write(chunk).split('\n');
    lines.unshift(rest + end);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_MESSAGE) throw tooLong(`a line of ${from}`, LONGEST_MESSAGE);
    for (const line of lines) if (line.trim() !== '') yield line.trimEnd();
  }
  rest += decoder.end();
  if (rest.trim() !== '') yield rest.trimEnd();
}
