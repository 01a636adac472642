import { UserError } from '../../diagnostics/user-error.ts';

/** What docker takes when its configuration says nothing. */
export const DEFAULT_DETACH_KEYS = 'ctrl-p,ctrl-q';

const NAMED: ReadonlyMap<string, number> = new Map([
  ['ctrl-@', 0],
  ['ctrl-[', 27],
  ['ctrl-\\', 28],
  ['ctrl-]', 29],
  ['ctrl-^', 30],
  ['ctrl-_', 31],
  ['DEL', 127],
]);

/**
 * The bytes that a terminal sends for a sequence of keys.
 *
 * Shape: keys joined by commas, each one character or `ctrl-` and a letter or one of `@[\]^_`.
 * Error: UserError `bad-usage`.
 */
export function parseDetachKeys(text: string): readonly number[] {
  return text.split(',').map((key) => {
    const letter = /^ctrl-([a-z])$/i.exec(key)?.[1];
    const code = letter === undefined ? NAMED.get(key) : letter.toLowerCase().charCodeAt(0) - 96;
    if (code !== undefined) return code;
    if (/^[\x20-\x7e]$/.test(key)) return key.charCodeAt(0);
    throw new UserError('bad-usage', `${JSON.stringify(key)} is not a key to detach with`, {
      hint: `write one like ${DEFAULT_DETACH_KEYS}`,
    });
  });
}

export interface Typed {
  /** What goes to the process. */
  readonly forward: Buffer;
  /** The whole sequence was typed: what follows it goes nowhere. */
  readonly detached: boolean;
}

/** Looks for the sequence in what is typed. What may be its beginning is held back until more is typed. */
export function detachKeyReader(keys: readonly number[]): (chunk: Buffer) => Typed {
  const held: number[] = [];
  const begins = (): boolean => held.every((byte, index) => byte === keys[index]);
  return (chunk) => {
    const forward: number[] = [];
    for (const byte of chunk) {
      held.push(byte);
      while (!begins()) forward.push(...held.splice(0, 1));
      if (held.length === keys.length) return { forward: Buffer.from(forward), detached: true };
    }
    return { forward: Buffer.from(forward), detached: false };
  };
}
