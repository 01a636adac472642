/** The value of a variable; null: it has none; undefined: nobody knows without the image or the builder. */
export type Lookup = (name: string) => string | null | undefined;

/** `$NAME`, `${NAME}`, `${NAME:-word}`. Others (`${NAME#pattern}`) are left to docker. */
const REFERENCE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}]*))?\})/y;

/**
 * A word as docker reads it: without quotes, its variables replaced.
 *
 * @returns undefined when that cannot be known
 */
export function expand(raw: string, escapeChar: string, lookup: Lookup): string | undefined {
  let made = '';
  let quote: string | undefined;
  let at = 0;
  while (at < raw.length) {
    const character = raw[at] ?? '';
    if (character === quote) quote = undefined;
    else if (quote === undefined && (character === '"' || character === "'")) quote = character;
    else if (character === escapeChar && quote !== "'") {
      made += raw[at + 1] ?? '';
      at++;
    } else if (character === '$' && quote !== "'") {
      REFERENCE.lastIndex = at;
      const found = REFERENCE.exec(raw);
      const value = found ? referenceValue(found, escapeChar, lookup) : literalDollar(raw, at);
      if (value === undefined) return undefined;
      made += value;
      at += (found?.[0].length ?? 1) - 1;
    } else made += character;
    at++;
  }
  return made;
}

/** A dollar before a blank or the end is one; before anything else it begins what this does not read. */
const literalDollar = (raw: string, at: number): string | undefined =>
  /[\s"'/.:]|^$/.test(raw[at + 1] ?? '') || at === raw.length - 1 ? '$' : undefined;

function referenceValue(found: RegExpExecArray, escapeChar: string, lookup: Lookup): string | undefined {
  const [, plain, braced, operator, word = ''] = found;
  const value = lookup(plain ?? braced ?? '');
  if (operator === undefined || operator.endsWith('?'))
    return value === undefined ? undefined : (value ?? '');
  if (value === undefined) return undefined;
  const isThere = value !== null && (value !== '' || !operator.startsWith(':'));
  const other = () => expand(word, escapeChar, lookup);
  if (operator.endsWith('+')) return isThere ? other() : '';
  return isThere ? value : other();
}
