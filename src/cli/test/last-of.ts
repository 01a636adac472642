import type { LogRecord } from '../../engine/port/engine-answers.ts';

/** The end of a text that grows, in characters. Whoever wants all of it has the log. */
export class LastText {
  readonly #most: number;
  #text = '';

  constructor(most: number) {
    this.#most = most;
  }

  add(text: string): void {
    this.#text += text;
    // Not at each addition: to cut a text is to copy it.
    if (this.#text.length > 2 * this.#most) this.#text = this.#text.slice(-this.#most);
  }

  get text(): string {
    return this.#text.slice(-this.#most);
  }
}

interface LastRecords {
  readonly records: readonly LogRecord[];
  /** There were more before. */
  readonly isCut: boolean;
}

interface Most {
  /** Of all texts together. */
  readonly characters: number;
  /** An engine may ignore that only so many were asked for. */
  readonly records: number;
}

/** The last records; the very last one in any case. */
export async function lastRecords(log: AsyncIterable<LogRecord>, most: Most): Promise<LastRecords> {
  let kept: LogRecord[] = [];
  let first = 0;
  let size = 0;
  let isCut = false;
  for await (const record of log) {
    kept.push(record);
    size += record.text.length;
    while (first < kept.length - 1 && (size > most.characters || kept.length - first > most.records)) {
      size -= kept[first]?.text.length ?? 0;
      first++;
      isCut = true;
    }
    // Not at each record: the rest is moved each time.
    if (first > kept.length / 2) {
      kept = kept.slice(first);
      first = 0;
    }
  }
  return { records: kept.slice(first), isCut };
}
