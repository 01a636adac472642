/**
 * A pattern of docker's ignore files. `*` and `?` stand for anything but `/`, `[a-z]` for one character of a set, `**` for any
 * number of folders, and a backslash takes the meaning from the character behind it.
 */
export interface PathPattern {
  /** @param path with `/`, and none at its ends. */
  matches(path: string): boolean;
  /** Whether the pattern matches the path or a folder that it is in. */
  covers(path: string): boolean;
}

/** What is wrong with a pattern, and the part of it that is. */
export interface BadPattern {
  readonly reason: string;
  readonly start: number;
  readonly end: number;
}

type Part =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'set'; readonly not: boolean; readonly ranges: readonly Range[] }
  /** `?` */
  | { readonly kind: 'any' }
  /** `*` */
  | { readonly kind: 'name' }
  /** `**` and its slash */
  | { readonly kind: 'folders' }
  /** `**` at the end */
  | { readonly kind: 'rest' };

type Range = readonly [first: string, last: string];

/** No path of a file system is longer. The time of a match grows with the length of the pattern and that of the path. */
const LONGEST = 4096;

/** Never slower than the product of both lengths: it follows all ways to read a path at once, and never goes back. */
export function pathPattern(text: string): PathPattern | BadPattern {
  if (text.length > LONGEST)
    return { reason: `it is longer than ${LONGEST} characters`, start: 0, end: LONGEST };
  const parts = parse(text);
  if ('reason' in parts) return parts;
  const plain = plainText(parts);
  // The usual case, thousands of times.
  if (plain !== undefined)
    return {
      matches: (path) => path === plain,
      covers: (path) =>
        path.startsWith(plain) && (path.length === plain.length || path[plain.length] === '/'),
    };
  return {
    matches: (path) => follow(parts, path, false),
    covers: (path) => follow(parts, path, true),
  };
}

export const isBadPattern = (pattern: PathPattern | BadPattern): pattern is BadPattern => 'reason' in pattern;

function plainText(parts: readonly Part[]): string | undefined {
  let text = '';
  for (const part of parts) {
    if (part.kind !== 'character') return undefined;
    text += part.character;
  }
  return text;
}

function parse(text: string): readonly Part[] | BadPattern {
  const parts: Part[] = [];
  for (let at = 0; at < text.length; ) {
    const character = characterAt(text, at);
    if (character === '*') {
      const isDouble = text[at + 1] === '*';
      at += isDouble ? 2 : 1;
      if (isDouble && text[at] === '/') at += 1;
      const kind = isDouble ? (at < text.length ? 'folders' : 'rest') : 'name';
      // What stands for anything may stand there twice.
      if (parts.at(-1)?.kind !== kind) parts.push({ kind });
    } else if (character === '?') {
      parts.push({ kind: 'any' });
      at += 1;
    } else if (character === '[') {
      const set = parseSet(text, at);
      if ('reason' in set) return set;
      parts.push(set.part);
      at = set.end;
    } else if (character === '\\') {
      if (at + 1 === text.length) return nothingBehind(at);
      const literal = characterAt(text, at + 1);
      parts.push({ kind: 'character', character: literal });
      at += 1 + literal.length;
    } else {
      parts.push({ kind: 'character', character });
      at += character.length;
    }
  }
  return parts;
}

function parseSet(text: string, start: number): { readonly part: Part; readonly end: number } | BadPattern {
  const not = text[start + 1] === '^';
  const ranges: Range[] = [];
  let at = start + (not ? 2 : 1);
  const one = (): string | BadPattern => {
    if (at >= text.length) return { reason: '"[" has no "]"', start, end: text.length };
    const isEscaped = text[at] === '\\';
    if (isEscaped && at + 1 === text.length) return nothingBehind(at);
    if (!isEscaped && (text[at] === ']' || text[at] === '-'))
      return { reason: 'a character is missing in "[…]"', start, end: at + 1 };
    const character = characterAt(text, isEscaped ? at + 1 : at);
    at += character.length + (isEscaped ? 1 : 0);
    return character;
  };
  while (ranges.length === 0 || text[at] !== ']') {
    const from = at;
    const first = one();
    if (typeof first !== 'string') return first;
    let last: string | BadPattern = first;
    if (text[at] === '-') {
      at += 1;
      last = one();
    }
    if (typeof last !== 'string') return last;
    if (codeOf(last) < codeOf(first))
      return { reason: `"${text.slice(from, at)}" goes backwards`, start: from, end: at };
    ranges.push([first, last]);
  }
  return { part: { kind: 'set', not, ranges }, end: at + 1 };
}

const nothingBehind = (at: number): BadPattern => ({
  reason: 'nothing follows the backslash',
  start: at,
  end: at + 1,
});

const characterAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 0);

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;

/** @param covering whether it is enough to match a folder that the path is in. */
function follow(parts: readonly Part[], path: string, covering: boolean): boolean {
  let now: number[] = [];
  let next: number[] = [];
  /** For each part, the number of characters before the last one at which it was reached. */
  const reached = new Int32Array(parts.length + 1).fill(-1);
  let read = 0;

  const add = (index: number): void => {
    if (reached[index] === read) return;
    reached[index] = read;
    next.push(index);
  };
  /** Also to what follows, where the part may stand for nothing. */
  const enter = (index: number): void => {
    for (let part = index; ; part += 1) {
      add(part);
      const kind = parts[part]?.kind;
      if (kind !== 'name' && kind !== 'folders') return;
    }
  };

  enter(0);
  for (const character of path) {
    [now, next] = [next, now];
    next.length = 0;
    read += 1;
    for (const index of now) {
      const part = parts[index];
      if (part === undefined) {
        if (covering && character === '/') return true;
      } else if (part.kind === 'rest') return true;
      else if (part.kind === 'folders') {
        add(index);
        if (character === '/') enter(index + 1);
      } else if (part.kind === 'name') {
        if (character !== '/') enter(index);
      } else if (isOne(part, character)) enter(index + 1);
    }
    if (next.length === 0) return false;
  }
  return next.some((index) => parts[index] === undefined || parts[index].kind === 'rest');
}

function isOne(
  part: Extract<Part, { readonly kind: 'character' | 'set' | 'any' }>,
  character: string,
): boolean {
  if (part.kind === 'any') return character !== '/';
  if (part.kind === 'character') return character === part.character;
  const code = codeOf(character);
  return part.not !== part.ranges.some(([first, last]) => codeOf(first) <= code && code <= codeOf(last));
}
