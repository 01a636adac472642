/** What stands in front of a file in an archive. */
export interface TarEntry {
  /** Its bytes as Latin-1: names of files need not be UTF-8. */
  readonly name: string;
  /** As the format has it: `0` a file, `1` a hard link, `2` a symbolic link, `5` a folder … */
  readonly type: string;
  readonly linkname: string;
  /** Of its content. */
  readonly size: number;
}

/** An archive as its bytes, which together are all of it. */
export type TarPiece =
  | { readonly kind: 'entry'; readonly entry: TarEntry; readonly bytes: Buffer }
  /** Of the entry before it, with what fills up its last block. */
  | { readonly kind: 'content'; readonly bytes: Buffer }
  /** The zeros behind the last entry, in as many pieces as they are read in. */
  | { readonly kind: 'end'; readonly bytes: Buffer };

/** What is read is no archive. */
export class NotTar extends Error {
  override readonly name = 'NotTar';
}

const BLOCK = 512;
/** No name is longer. */
const LONGEST_EXTENSION = 1_000_000;
/** More than any program that writes archives fills up its last record with. */
const MOST_PADDING = 16 * 1024 * 1024;

/**
 * Reads an archive without changing a byte of it, in the memory of one piece.
 *
 * Source: POSIX.1-2017, pax; https://www.gnu.org/software/tar/manual/html_node/Standard.html
 * Error: NotTar.
 */
export async function* walkTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<TarPiece> {
  const input = new Input(chunks);
  try {
    yield* piecesOf(input);
  } finally {
    await input.close();
  }
}

async function* piecesOf(input: Input): AsyncGenerator<TarPiece> {
  for (;;) {
    const blocks: Buffer[] = [];
    const said: Extension = {};
    for (;;) {
      const block = await input.take(BLOCK);
      blocks.push(block);
      if (block.every((byte) => byte === 0)) {
        if (blocks.length > 1) throw new NotTar('it ends behind a name');
        yield { kind: 'end', bytes: block };
        for await (const bytes of input.rest()) yield { kind: 'end', bytes };
        return;
      }
      checkSum(block);
      const type = String.fromCharCode(block[156] ?? 0);
      const size = sizeIn(block);
      if (!EXTENSIONS.has(type)) {
        const content = HAS_CONTENT.has(type) ? (said.size ?? size) : 0;
        const entry = { ...readHeader(block, type), ...said.names, size: content };
        yield { kind: 'entry', entry, bytes: Buffer.concat(blocks) };
        for (let left = padded(content); left > 0; ) {
          const bytes = await input.some(left);
          left -= bytes.length;
          yield { kind: 'content', bytes };
        }
        break;
      }
      if (size > LONGEST_EXTENSION) throw new NotTar('it has a name that is longer than any');
      const text = await input.take(padded(size));
      blocks.push(text);
      extend(said, type, text.subarray(0, size).toString('latin1'));
    }
  }
}

const EXTENSIONS: ReadonlySet<string> = new Set(['x', 'L', 'K']);
const HAS_CONTENT: ReadonlySet<string> = new Set(['0', '\0', '7']);

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK;

/** What stands before a header and counts instead of what is in it. */
interface Extension {
  names?: Partial<Pick<TarEntry, 'name' | 'linkname'>>;
  size?: number;
}

function extend(said: Extension, type: string, text: string): void {
  if (type === 'L') said.names = { ...said.names, name: untilZero(text) };
  else if (type === 'K') said.names = { ...said.names, linkname: untilZero(text) };
  else
    for (const [key, value] of records(text)) {
      if (key === 'path') said.names = { ...said.names, name: value };
      if (key === 'linkpath') said.names = { ...said.names, linkname: value };
      if (key === 'size') said.size = Number(value);
    }
  if (said.size !== undefined && !Number.isSafeInteger(said.size)) throw new NotTar('a size is no number');
}

/** `LENGTH KEY=VALUE\n`, one after another. */
function* records(text: string): Generator<readonly [string, string]> {
  let at = 0;
  while (at < text.length) {
    const space = text.indexOf(' ', at);
    const length = Number(text.slice(at, space));
    if (space < 0 || !Number.isInteger(length) || length < 5 || at + length > text.length)
      throw new NotTar('a header is damaged');
    const record = text.slice(space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals < 0) throw new NotTar('a header is damaged');
    yield [record.slice(0, equals), record.slice(equals + 1)];
    at += length;
  }
}

function readHeader(block: Buffer, type: string): Omit<TarEntry, 'size'> {
  const text = (start: number, length: number): string =>
    untilZero(block.toString('latin1', start, start + length));
  const prefix = text(257, 6) === 'ustar' ? text(345, 155) : '';
  const name = text(0, 100);
  return { name: prefix === '' ? name : `${prefix}/${name}`, type, linkname: text(157, 100) };
}

const untilZero = (text: string): string => text.split('\0', 1)[0] ?? '';

function sizeIn(block: Buffer): number {
  const first = block[124] ?? 0;
  const size =
    first & 0x80
      ? Number(block.readBigUInt64BE(128))
      : Number.parseInt(untilZero(block.toString('latin1', 124, 136)).trim() || '0', 8);
  if (!Number.isSafeInteger(size) || size < 0) throw new NotTar('a size is no number');
  return size;
}

function checkSum(block: Buffer): void {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  const said = Number.parseInt(untilZero(block.toString('latin1', 148, 156)).trim(), 8);
  if (said !== sum) throw new NotTar('a header is damaged');
}

class Input {
  readonly #chunks: AsyncIterator<Buffer>;
  #left: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Error: NotTar when there is less. */
  async take(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = size; left > 0; ) {
      const part = await this.some(left);
      parts.push(part);
      left -= part.length;
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  /** At least one byte, and at most so many. */
  async some(most: number): Promise<Buffer> {
    while (this.#left.length === 0) {
      const { value, done } = await this.#chunks.next();
      if (done) throw new NotTar('it ends in the middle');
      this.#left = value;
    }
    const part = this.#left.subarray(0, most);
    this.#left = this.#left.subarray(part.length);
    return part;
  }

  /** Nobody reads on. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** Behind its end an archive has nothing but zeros, and not without end. */
  async *rest(): AsyncGenerator<Buffer> {
    let most = MOST_PADDING;
    for (let part = this.#left; ; ) {
      if (part.some((byte) => byte !== 0)) throw new NotTar('something stands behind its end');
      most -= part.length;
      if (most < 0) throw new NotTar('zeros without an end stand behind its end');
      yield part;
      const { value, done } = await this.#chunks.next();
      if (done) return;
      part = value;
    }
  }
}
