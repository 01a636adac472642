import type { PageLogLine } from '../../model/page-log.ts';
import { decodeLines, encodeLines, type SpoolBlock } from './spool-block.ts';
import { SpoolFile } from './spool-file.ts';

/** A block is full at so many lines, or characters. */
const BLOCK_LINES = 256;
const BLOCK_CHARACTERS = 64 * 1024;
/** What is given up at once when there is no room for more. */
const FILE_BYTES = 32 * 1024 * 1024;
/** So many bytes may wait for the disk. */
const MOST_WAITING = 1024 * 1024;

/** A block that is full: its bytes are here until they are in the file. */
interface StoredBlock {
  readonly first: number;
  /** The number of the line after it. */
  readonly end: number;
  /** The latest time in it. */
  readonly to: string;
  readonly file: SpoolPart;
  bytes: Buffer | undefined;
  offset: number;
  readonly length: number;
}

interface SpoolPart {
  readonly file: Promise<SpoolFile>;
  size: number;
}

/**
 * The lines of a log by number, however many there are: in files, with where each block of them begins. The first ones go when there are too
 * many; the others keep their numbers.
 */
export class LogSpool {
  #blocks: StoredBlock[] = [];
  readonly #parts: SpoolPart[] = [];
  /** The lines that make no whole block yet. */
  #open: PageLogLine[] = [];
  #openCharacters = 0;
  #end = 0;
  #waiting = 0;
  #written: Promise<void> = Promise.resolve();
  #failure: { readonly by: unknown } | undefined;

  /** The number of the first line that is kept. */
  get first(): number {
    return this.#blocks[0]?.first ?? this.#end - this.#open.length;
  }

  /** The number that the next line gets. */
  get end(): number {
    return this.#end;
  }

  /** In bytes, on the disk. */
  get size(): number {
    return this.#parts.reduce((sum, { size }) => sum + size, 0);
  }

  /** @returns a promise when no more may come before it resolves. Error, of that: that of the system, when there is no room. */
  append(line: PageLogLine): Promise<void> | undefined {
    if (this.#failure) return Promise.reject(this.#failure.by);
    this.#open.push(line);
    this.#end++;
    this.#openCharacters += line[3].length;
    if (this.#open.length < BLOCK_LINES && this.#openCharacters < BLOCK_CHARACTERS) return undefined;
    this.#store();
    return this.#waiting > MOST_WAITING ? this.#settled() : undefined;
  }

  /** The block that has this line; of the last one what there is. undefined: it is not kept, or not there yet. */
  async block(number: number): Promise<SpoolBlock | undefined> {
    const openFirst = this.#end - this.#open.length;
    if (number >= openFirst)
      return number < this.#end ? { first: openFirst, lines: [...this.#open] } : undefined;
    const stored = this.#stored(number);
    return stored && { first: stored.first, lines: await linesOf(stored) };
  }

  /** The number of the first line from which on all are of this time or a later one, and all before it of an earlier one, as near as a block. */
  firstSince(time: string): number {
    const wanted = comparable(time);
    return this.#blocks.find(({ to }) => to >= wanted)?.first ?? this.#end - this.#open.length;
  }

  /** The number of the line of this container and time. */
  async find(label: string, time: string): Promise<number | undefined> {
    const wanted = comparable(time);
    for (let number = this.firstSince(time); ; ) {
      const block = await this.block(number);
      if (!block) return undefined;
      const at = block.lines.findIndex((line) => line[0] === label && line[1] === time);
      if (at >= 0) return block.first + at;
      if (block.lines.every((line) => comparable(line[1]) > wanted)) return undefined;
      number = block.first + block.lines.length;
    }
  }

  /** Gives up the oldest part, unless it is the only one. @returns whether it did */
  dropOldest(): boolean {
    const [oldest, ...others] = this.#parts;
    if (!oldest || others.length === 0) return false;
    this.#parts.shift();
    this.#blocks = this.#blocks.filter(({ file }) => file !== oldest);
    closed(oldest).catch(() => {}); // nothing is read from it any more
    return true;
  }

  async close(): Promise<void> {
    this.#failure ??= { by: new Error('the log is closed') };
    await this.#written;
    await Promise.all(this.#parts.splice(0).map(closed));
    this.#blocks = [];
    this.#open = [];
  }

  #store(): void {
    const bytes = encodeLines(this.#open);
    const file = this.#part();
    file.size += bytes.length;
    const block: StoredBlock = {
      first: this.#end - this.#open.length,
      end: this.#end,
      to: latestOf(this.#open),
      file,
      bytes,
      offset: 0,
      length: bytes.length,
    };
    this.#blocks.push(block);
    this.#open = [];
    this.#openCharacters = 0;
    this.#waiting += bytes.length;
    this.#written = this.#written.then(() => this.#write(block, bytes));
  }

  /** The file that has room. */
  #part(): SpoolPart {
    const last = this.#parts.at(-1);
    if (last && last.size < FILE_BYTES) return last;
    const file = SpoolFile.create();
    file.catch(() => {}); // told when something is written to it
    const part = { file, size: 0 };
    this.#parts.push(part);
    return part;
  }

  async #write(block: StoredBlock, bytes: Buffer): Promise<void> {
    try {
      if (this.#failure || !this.#parts.includes(block.file)) return;
      block.offset = await (await block.file.file).append(bytes);
      block.bytes = undefined;
    } catch (error) {
      this.#failure ??= { by: error };
    } finally {
      this.#waiting -= bytes.length;
    }
  }

  async #settled(): Promise<void> {
    await this.#written;
    if (this.#failure) throw this.#failure.by;
  }

  #stored(number: number): StoredBlock | undefined {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#blocks[middle]?.end ?? 0) <= number) low = middle + 1;
      else high = middle;
    }
    const found = this.#blocks[low];
    return found && found.first <= number ? found : undefined;
  }
}

/** The engine omits zeros at the end of a fraction: with its `Z`, `.5Z` would sort behind `.51Z`. */
export const comparable = (time: string): string => time.replace(/Z$/, '');

function latestOf(lines: readonly PageLogLine[]): string {
  let latest = '';
  for (const line of lines) {
    const time = comparable(line[1]);
    if (time > latest) latest = time;
  }
  return latest;
}

async function linesOf({ bytes, file, offset, length }: StoredBlock): Promise<readonly PageLogLine[]> {
  return decodeLines(bytes ?? (await (await file.file).read(offset, length)));
}

async function closed({ file }: SpoolPart): Promise<void> {
  const open = await file.catch(() => undefined);
  await open?.close();
}
