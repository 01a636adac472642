import { StringDecoder } from 'node:string_decoder';
import { LineCutter } from '../../util/line-cutter.ts';

const TAIL_LINES = 10;
const TAIL_CHARACTERS = 2048;

type Stream = 'stdout' | 'stderr';

/** Returns a promise when the next line may come only once that has resolved. */
export type OnLine = (text: string, stream: Stream) => Promise<void> | void;

/** Cuts what a process writes into lines as it comes, and keeps the last of them for the message of a failure. */
export class OutputLines {
  readonly #onLine: OnLine;
  readonly #pending = {
    stdout: { decoder: new StringDecoder('utf8'), lines: new LineCutter() },
    stderr: { decoder: new StringDecoder('utf8'), lines: new LineCutter() },
  };
  readonly #tail: string[] = [];

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  /** Resolves when the reader of the lines has room for more. */
  readonly take = async (stream: Stream, chunk: Buffer): Promise<void> => {
    const { decoder, lines } = this.#pending[stream];
    for (const line of lines.add(decoder.write(chunk))) {
      const full = this.#put(line, stream);
      if (full) await full;
    }
  };

  /** What it wrote last, with a line of its own for each. */
  end(): string {
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#pending[stream].lines.end();
      if (rest !== '') void this.#put(rest, stream);
    }
    return this.#tail.join('\n').slice(-TAIL_CHARACTERS);
  }

  #put(text: string, stream: Stream): ReturnType<OnLine> {
    const line = text.replace(/\r$/, '');
    this.#tail.push(line);
    if (this.#tail.length > TAIL_LINES) this.#tail.shift();
    return this.#onLine(line, stream);
  }
}
