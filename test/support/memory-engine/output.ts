import { Readable } from 'node:stream';

export type StreamName = 'stdout' | 'stderr';

interface Piece {
  readonly stream: StreamName;
  readonly timeMs: number;
  /** With its line end, where it has one. */
  readonly text: string;
}

const NUMBERS: Readonly<Record<StreamName, number>> = { stdout: 1, stderr: 2 };

/** Shape: the stream, three zeros, the length as a big-endian 32 bit number, and that many bytes. */
export function frame(stream: StreamName, text: string | Buffer): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = NUMBERS[stream];
  head.writeUInt32BE(payload.length, 4);
  return Buffer.concat([head, payload]);
}

interface LogQuery {
  readonly streams: readonly StreamName[];
  readonly withTimes: boolean;
  readonly follow: boolean;
  readonly tail: number | undefined;
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
  /** Whether more may come. */
  readonly isRunning: boolean;
  readonly tty: boolean;
}

/** All that a container has written, for `logs` and for those who are attached. */
export class Output {
  readonly #pieces: Piece[] = [];
  readonly #readers = new Set<{ take(piece: Piece): void; end(): void }>();

  write(stream: StreamName, text: string): void {
    for (const line of text.split(/(?<=\n)/)) {
      if (line === '') continue;
      const piece = { stream, timeMs: Date.now(), text: line };
      this.#pieces.push(piece);
      for (const reader of this.#readers) reader.take(piece);
    }
  }

  /** The program is over: whoever listens has heard everything. */
  end(): void {
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
  }

  /** @returns what stops it */
  follow(take: (stream: StreamName, text: string) => void, end: () => void): () => void {
    const reader = { take: (piece: Piece) => take(piece.stream, piece.text), end };
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  get isFollowed(): boolean {
    return this.#readers.size > 0;
  }

  get all(): readonly Piece[] {
    return this.#pieces;
  }

  /** `GET /containers/{id}/logs`. */
  read(query: LogQuery): Readable {
    const { streams, withTimes, follow, tail, sinceMs = 0, untilMs = Number.POSITIVE_INFINITY, tty } = query;
    const stream = new Readable({ read() {} });
    const send = ({ stream: name, timeMs, text }: Piece): void => {
      if (!streams.includes(name)) return;
      const line = withTimes ? `${nanoTime(timeMs)} ${text}` : text;
      stream.push(tty ? line : frame(name, line));
    };
    const known = this.#pieces.filter(({ timeMs }) => timeMs >= sinceMs && timeMs <= untilMs);
    for (const piece of tail === undefined ? known : known.slice(Math.max(0, known.length - tail)))
      send(piece);
    if (!follow || !query.isRunning) {
      stream.push(null);
      return stream;
    }
    const reader = { take: send, end: () => stream.push(null) };
    this.#readers.add(reader);
    stream.on('close', () => this.#readers.delete(reader));
    return stream;
  }
}

/** With nine digits, as the engine writes it in logs. */
const nanoTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '000000Z');
