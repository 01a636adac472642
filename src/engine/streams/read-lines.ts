import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** The non-empty lines of a stream, without line ends. A chunk may end inside of a character. */
export async function* readLines(stream: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line.trimEnd();
  }
  rest += decoder.end();
  if (rest.trim() !== '') yield rest.trimEnd();
}
