import { StringDecoder } from 'node:string_decoder';

const TAIL_LINES = 10;
const TAIL_CHARACTERS = 2048;

type Stream = 'stdout' | 'stderr';

/** Cuts what a process writes into lines as it comes, and keeps the last of them for the message of a failure. */
export class OutputLines {
  readonly #onLine: (text: string, stream: Stream) => void;
  readonly #pending = {
    stdout: { decoder: new StringDecoder('utf8'), text: '' },
    stderr: { decoder: new StringDecoder('utf8'), text: '' },
  };
  readonly #tail: string[] = [];

  constructor(onLine: (text: string, stream: Stream) => void) {
    this.#onLine = onLine;
  }

  readonly take = (stream: Stream, chunk: Buffer): void => {
    const pending = this.#pending[stream];
    const lines = (pending.text + pending.decoder.write(chunk)).split('\n');
    pending.text = lines.pop() ?? '';
    for (const line of lines) this.#put(line, stream);
  };

  /** What it wrote last, with a line of its own for each. */
  end(): string {
    for (const stream of ['stdout', 'stderr'] as const) {
      const { text } = this.#pending[stream];
      if (text !== '') this.#put(text, stream);
      this.#pending[stream].text = '';
    }
    return this.#tail.join('\n').slice(-TAIL_CHARACTERS);
  }

  #put(text: string, stream: Stream): void {
    const line = text.replace(/\r$/, '');
    this.#tail.push(line);
    if (this.#tail.length > TAIL_LINES) this.#tail.shift();
    this.#onLine(line, stream);
  }
}
