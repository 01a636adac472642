import { lookUntil } from '../../util/look-until.ts';

/** How far the output of a process has been read. */
export class Hearing {
  #pieces = 0;
  #isHeldUp = false;

  /** Undefined while whoever the output is for has enough for now: then the process is not what is silent. */
  get pieces(): number | undefined {
    return this.#isHeldUp ? undefined : this.#pieces;
  }

  /** The same function, which is heard. */
  through<Piece extends readonly unknown[]>(
    take: (...piece: Piece) => Promise<void> | void,
  ): (...piece: Piece) => Promise<void> {
    return async (...piece) => {
      this.#pieces++;
      this.#isHeldUp = true;
      await take(...piece);
      this.#isHeldUp = false;
    };
  }
}

/**
 * Waits until the output of a process has been read. Its end may be lost: a process that has ended, and of which nothing came between two
 * looks, has said all.
 */
export async function readToItsEnd(
  reading: Promise<void>,
  hearing: Pick<Hearing, 'pieces'>,
  hasEnded: () => Promise<boolean>,
): Promise<void> {
  const over = new AbortController();
  let before: number | undefined;
  const look = async (): Promise<true | undefined> => {
    const pieces = (await hasEnded()) ? hearing.pieces : undefined;
    if (pieces !== undefined && pieces === before) return true;
    before = pieces;
    return undefined;
  };
  try {
    await Promise.race([reading, lookUntil(look, over.signal)]);
  } finally {
    over.abort();
  }
}
