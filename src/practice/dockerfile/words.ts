import type { Flag, Instruction, Pair, Word } from './dockerfile.ts';

/** The words between blanks. A quote keeps blanks together, and the escape character takes the meaning from what follows. */
export function wordsOf(text: string, offset: number, escapeChar: string): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at++;
      continue;
    }
    const end = wordEnd(text, at, escapeChar);
    words.push({ raw: text.slice(at, end), start: offset + at, end: offset + end });
    at = end;
  }
  return words;
}

function wordEnd(text: string, start: number, escapeChar: string): number {
  let quote: string | undefined;
  let at = start;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === escapeChar && quote !== "'") {
      at += 2;
      continue;
    }
    if (quote !== undefined) quote = character === quote ? undefined : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (/\s/.test(character)) break;
    at++;
  }
  return Math.min(at, text.length);
}

const HAVE_FLAGS = ['FROM', 'RUN', 'COPY', 'ADD', 'HEALTHCHECK'];

/** The flags at the beginning, and where in the text they end. */
export function flagsAndRest(
  text: string,
  offset: number,
  keyword: string,
  escapeChar: string,
): { readonly flags: readonly Flag[]; readonly rest: number } {
  const flags: Flag[] = [];
  let rest = /^\s*/.exec(text)?.[0].length ?? 0;
  while (HAVE_FLAGS.includes(keyword)) {
    const start = rest;
    const end = wordEnd(text, start, escapeChar);
    const found = /^--([a-z][\w.-]*)(?:=([\s\S]*))?$/.exec(text.slice(start, end));
    if (!found) break;
    const [, name = '', value = ''] = found;
    flags.push({ name, value: value.replace(/^"(.*)"$/s, '$1'), start: offset + start, end: offset + end });
    rest = end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0);
  }
  return { flags, rest };
}

export const flagOf = ({ flags }: Instruction, name: string): Flag | undefined =>
  flags.find((flag) => flag.name === name);

/** The options of a flag such as `--mount=type=secret,id=x`; one without a value is empty. */
export function optionsOf({ value }: Flag): ReadonlyMap<string, string> {
  return new Map(
    value.split(',').map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );
}

/** The pairs of ENV, ARG or LABEL. `ENV NAME the value` is the old form of one. */
export function pairsOf({ keyword, words, text, textStart }: Instruction): readonly Pair[] {
  const [first, second] = words;
  if (!first) return [];
  const isOldForm = keyword !== 'ARG' && !first.raw.includes('=');
  if (!isOldForm) return words.map(pairOf);
  if (!second) return [{ name: first }];
  const raw = text.slice(second.start - textStart).trimEnd();
  return [{ name: first, value: { raw, start: second.start, end: second.start + raw.length } }];
}

function pairOf(word: Word): Pair {
  const equals = word.raw.indexOf('=');
  if (equals < 0) return { name: word };
  const middle = word.start + equals;
  return {
    name: { raw: word.raw.slice(0, equals), start: word.start, end: middle },
    value: { raw: word.raw.slice(equals + 1), start: middle + 1, end: word.end },
  };
}
