import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { commandHint, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Machine } from '../../engine/connect-machine.ts';
import type { ShellAnswer } from '../../engine/connection/ssh-shell.ts';
import { disarm } from '../../util/disarm.ts';
import { CLEAN, LIST, LOAD, OPEN, PUT, PUT_SMALL, UNBUNDLE } from './far-scripts.ts';

/** What came was another content than was sent, and is removed: sent once more it may be right. */
export class DamagedPiece extends Error {}

/** What is there when a transfer begins. */
interface Found {
  /** The folder of the project, as the machine names it. */
  readonly folder: string;
  readonly pieces: ReadonlySet<string>;
  /** Parts of pieces that earlier transfers left, the largest of each, by the piece. */
  readonly parts: ReadonlyMap<string, string>;
  /** The path of the gantry there. */
  readonly gantry: string | undefined;
}

/** Where the words of the other machine go. */
interface Out {
  write(text: string): void;
}

/** The folder on another machine in which a bundle gathers. */
export class FarFolder {
  readonly #machine: Machine;
  readonly #host: string;
  readonly #words: readonly string[];
  readonly #signal: AbortSignal;

  constructor(machine: Machine, host: string, folder: string, signal: AbortSignal) {
    this.#machine = machine;
    this.#host = host;
    this.#words = [folder, randomBytes(8).toString('hex')];
    this.#signal = signal;
  }

  /** Error: UserError where the folder cannot be written, or there is no program that takes a bundle. */
  async open(): Promise<Found> {
    const answer = await this.#run(OPEN, []);
    const has = (word: string): string | undefined =>
      new RegExp(`^@${word}(?: (.*))?$`, 'm').exec(answer.output)?.[1];
    const is = (word: string): boolean => new RegExp(`^@${word}$`, 'm').test(answer.output);
    const gantry = has('gantry');
    const old = has('old');
    if (!is('sum')) throw this.#lacks('a program for checksums: sha256sum, shasum, openssl');
    if (!is('tar')) throw this.#lacks('the program tar');
    if (old !== undefined)
      throw new UserError(
        'engine-not-supported',
        `the gantry of ${this.#host} (${disarm(old)}) is too old to take a bundle in pieces`,
        {
          hint: ['upgrade it there: ', commandHint('gantry', 'upgrade')],
        },
      );
    if (gantry === undefined && !is('docker')) throw this.#lacks('gantry, and no docker command either');
    const files = [...answer.output.matchAll(/^@have +(\d+) ([0-9a-f]{64})(\.[0-9a-f]+\.part)?$/gm)];
    const parts = files
      .filter(([, , , part]) => part !== undefined)
      .sort(([, a], [, b]) => Number(a) - Number(b))
      .map(([, , sum = '', part = '']) => [sum, `${sum}${part}`] as const);
    return {
      folder: has('folder') ?? '',
      pieces: new Set(files.flatMap(([, , sum = '', part]) => (part === undefined ? sum : []))),
      parts: new Map(parts),
      gantry,
    };
  }

  /**
   * @param send gets how many bytes are there already, and writes the others
   */
  async put(
    sum: string,
    size: number,
    part: string | undefined,
    send: (from: number, input: Writable) => Promise<void>,
  ): Promise<void> {
    const talk = async (output: Readable, input: Writable): Promise<void> => {
      const from = await startIn(output);
      if (from !== undefined) await send(from, input);
      input.end();
    };
    this.#arrived(await this.#run(PUT, [sum, String(size), part ?? '-'], talk));
  }

  async putSmall(archive: AsyncIterable<Buffer>): Promise<void> {
    this.#arrived(await this.#run(PUT_SMALL, [], writing(archive)));
  }

  /** @param before the pieces that were there when the transfer began */
  async list(pieces: readonly string[], before: readonly string[]): Promise<void> {
    const text = Buffer.from(pieces.map((sum) => `${sum}\n`).join(''));
    this.#arrived(await this.#run(LIST, [before.join(' ')], writing([text])));
  }

  /** @returns the exit code of the gantry there */
  async unbundle(gantry: string, flags: readonly string[], out: Out, err: Out): Promise<number> {
    const words = [...this.#words, gantry, ...flags];
    const answer = await this.#machine.run({ script: UNBUNDLE, words, signal: this.#signal });
    this.#alive(answer);
    this.#own(answer);
    out.write(disarmed(answer.output));
    err.write(disarmed(answer.errors));
    return answer.code;
  }

  async load(): Promise<void> {
    const answer = await this.#run(LOAD, []);
    if (!/^Loaded image/m.test(answer.output)) throw this.#failed(answer);
  }

  async clean(): Promise<void> {
    await this.#run(CLEAN, []);
  }

  async #run(
    script: string,
    words: readonly string[],
    talk?: (output: Readable, input: Writable) => Promise<void>,
  ): Promise<ShellAnswer> {
    const answer = await this.#machine.run({
      script,
      words: [...this.#words, ...words],
      signal: this.#signal,
      ...(talk && { talk }),
    });
    this.#alive(answer);
    if (answer.code !== 0) throw this.#failed(answer);
    this.#own(answer);
    return answer;
  }

  #own({ output }: ShellAnswer): void {
    if (!/^@taken$/m.test(output)) return;
    throw new UserError('in-use', `another transfer to the same folder of ${this.#host} has begun`, {
      hint: 'let that one end; what has arrived serves both',
    });
  }

  #alive({ code, errors }: ShellAnswer): void {
    if (code !== 255) return;
    throw new UserError('engine-unreachable', `the connection to ${this.#host} ended${afterColon(errors)}`, {
      hint: 'run the same command again: it goes on where it stopped',
    });
  }

  #arrived({ output }: ShellAnswer): void {
    if (/^@whole$/m.test(output)) return;
    if (/^@(?:other|lacks .*)$/m.test(output)) throw new DamagedPiece();
    throw new UserError('engine-unreachable', `${this.#host} did not take all that was sent`, {
      hint: 'run the same command again: it goes on where it stopped',
    });
  }

  #failed({ errors, output, code }: ShellAnswer): UserError {
    const isFull = /No space left|quota exceeded/i.test(errors);
    const words = lastWords(errors) ?? lastWords(output) ?? `the shell ended with ${code}`;
    return new UserError(
      isFull ? 'no-space' : 'file-not-written',
      `${this.#host} cannot take the bundle: ${words}`,
      {
        hint: isFull
          ? 'free some space there, and run the same command again: it goes on where it stopped'
          : hintFor(words),
      },
    );
  }

  #lacks(what: string): UserError {
    return new UserError('program-not-found', `${this.#host} does not have ${what}`, {
      hint: 'install it there, or write the bundle into a file with -o and carry it',
    });
  }
}

function hintFor(words: string): Hint {
  if (/Permission denied|Read-only/i.test(words))
    return 'name a folder that the user may write: --to ssh://user@host/path';
  return ['look at the other machine: ', commandHint('df', '-h')];
}

const disarmed = (text: string): string => text.split(/\r?\n/).map(disarm).join('\n');

const lastWords = (text: string): string | undefined =>
  disarmed(text.replace(/^@.*$/gm, '')).trim().split('\n').at(-1)?.trim() || undefined;

const afterColon = (text: string): string => {
  const words = lastWords(text);
  return words === undefined ? '' : `: ${words}`;
};

/** The first answer of a put; undefined: it ended without one. */
function startIn(output: Readable): Promise<number | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const done = (from: number | undefined): void => {
      output.off('data', look).off('close', end);
      resolve(from);
    };
    const look = (more: string | Buffer): void => {
      text += String(more);
      const from = /^@at (\d+)$/m.exec(text)?.[1];
      if (from !== undefined && /@at \d+\n/.test(text)) done(Number(from));
    };
    const end = (): void => done(undefined);
    output.on('data', look).on('close', end);
  });
}

const writing =
  (chunks: AsyncIterable<Buffer> | Iterable<Buffer>) =>
  async (_: Readable, input: Writable): Promise<void> => {
    for await (const chunk of chunks) await writeTo(input, chunk);
    input.end();
  };

/** @returns whether somebody reads on */
export async function writeTo(input: Writable, chunk: Buffer): Promise<boolean> {
  if (input.destroyed || input.errored) return false;
  if (input.write(chunk)) return true;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      input.off('drain', go).off('close', go).off('error', go);
      resolve();
    };
    input.on('drain', go).on('close', go).on('error', go);
  });
  return !input.destroyed;
}
