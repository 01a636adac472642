import { StringDecoder } from 'node:string_decoder';

/** What came from the keyboard: a character, the name of a key such as `up` or `ctrl-k`, or a text that was pasted. */
export type Input = { readonly key: string } | { readonly pasted: string };

const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
const ESC = '\x1b';
/** More is no text for a field. */
const LONGEST_PASTE = 4096;

/** Source: xterm's control sequences, "Special keys"; the second form of each is that of the application mode. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['[A', 'up'],
  ['OA', 'up'],
  ['[B', 'down'],
  ['OB', 'down'],
  ['[C', 'right'],
  ['OC', 'right'],
  ['[D', 'left'],
  ['OD', 'left'],
  ['[H', 'home'],
  ['OH', 'home'],
  ['[1~', 'home'],
  ['[7~', 'home'],
  ['[F', 'end'],
  ['OF', 'end'],
  ['[4~', 'end'],
  ['[8~', 'end'],
  ['[5~', 'page-up'],
  ['[6~', 'page-down'],
  ['[3~', 'delete'],
  ['[Z', 'shift-tab'],
]);

const SINGLE: ReadonlyMap<string, string> = new Map([
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\t', 'tab'],
  ['\x7f', 'backspace'],
  ['\b', 'backspace'],
  [ESC, 'escape'],
]);

/** A sequence of a key, whole: with parameters, of the application mode, or a character with Alt. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const SEQUENCE = /^\x1b(?:(\[[0-?]*[ -/]*[@-~])|(O[ -~])|([^[O\x1b]))/u;

/** Makes keys of the bytes that a terminal sends. What is cut in the middle is kept for the rest of it. */
export class KeyReader {
  readonly #decoder = new StringDecoder('utf8');
  #left = '';
  #pasted: string | undefined;

  /** Something has begun that may be the key Escape, or the start of another one: `flush` decides. */
  get isWaiting(): boolean {
    return this.#left !== '' && this.#pasted === undefined;
  }

  read(chunk: Buffer): readonly Input[] {
    this.#left += this.#decoder.write(chunk);
    const found: Input[] = [];
    for (let input = this.#next(); input !== undefined; input = this.#next()) found.push(...input);
    return found;
  }

  /** Nothing more came: what is left are keys by themselves. */
  flush(): readonly Input[] {
    if (!this.isWaiting) return [];
    const left = this.#left;
    this.#left = '';
    return Array.from(left, (character) => ({ key: keyOf(character) }));
  }

  /** @returns undefined: what is left is not whole */
  #next(): readonly Input[] | undefined {
    if (this.#pasted !== undefined) return this.#paste();
    const left = this.#left;
    if (left === '') return undefined;
    if (left.startsWith(PASTE_BEGIN)) {
      this.#left = left.slice(PASTE_BEGIN.length);
      this.#pasted = '';
      return [];
    }
    if (!left.startsWith(ESC)) {
      const character = String.fromCodePoint(left.codePointAt(0) ?? 0);
      this.#left = left.slice(character.length);
      return [{ key: keyOf(character) }];
    }
    if (left.startsWith(`${ESC}${ESC}`)) {
      this.#left = left.slice(1);
      return [{ key: 'escape' }];
    }
    const [whole, parameters, application] = left.match(SEQUENCE) ?? [];
    if (whole === undefined) return undefined;
    this.#left = left.slice(whole.length);
    const name = NAMED.get(parameters ?? application ?? '');
    // A sequence that nobody knows is no key, and none of its characters is.
    return name === undefined ? [] : [{ key: name }];
  }

  #paste(): readonly Input[] | undefined {
    const end = this.#left.indexOf(PASTE_END);
    const text = end < 0 ? this.#left.slice(0, -PASTE_END.length + 1) : this.#left.slice(0, end);
    this.#pasted = `${this.#pasted ?? ''}${text}`.slice(0, LONGEST_PASTE);
    this.#left = this.#left.slice(end < 0 ? text.length : end + PASTE_END.length);
    if (end < 0) return undefined;
    const pasted = this.#pasted;
    this.#pasted = undefined;
    return [{ pasted }];
  }
}

function keyOf(character: string): string {
  const named = SINGLE.get(character);
  if (named !== undefined) return named;
  if (character < ' ') return `ctrl-${String.fromCharCode(character.charCodeAt(0) + 64).toLowerCase()}`;
  return character;
}
