import type { Problem } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';

/** An error of the explaining parser: its code, its text and its characters. */
export interface ParserError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [start: number, end: number];
}

/**
 * A syntax error of the parser in words that name the mistake that was most likely made, with its characters.
 * The parser reports where it could not continue; the mistake is often a line earlier.
 */
export function wordSyntaxError(error: ParserError, source: Source): Problem {
  const { text } = source;
  const start = Math.min(error.pos[0], text.length);
  const problemAt = (message: string, from: number, to: number, hint?: string): Problem => {
    const at = { source, start: from, end: Math.max(to, Math.min(from + 1, text.length)) };
    return { code: 'yaml-syntax', severity: 'error', message, at, ...(hint !== undefined && { hint }) };
  };
  const problemOnLine = (message: string, from: number, hint?: string) => {
    const first = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
    return problemAt(message, first, first + lineFrom(text, first).length, hint);
  };

  switch (error.code) {
    case 'TAB_AS_INDENT':
      return problemAt('a tab is used as indentation', start, error.pos[1], 'YAML takes spaces only');
    case 'MULTILINE_IMPLICIT_KEY': {
      const { message, hint } = notAnEntry(lineFrom(text, start));
      return problemOnLine(message, start, hint);
    }
    case 'BLOCK_AS_IMPLICIT_KEY':
      if (error.message.includes('sequence'))
        return problemOnLine('a list item cannot be among the keys of a mapping', start, INDENT_HINT);
      if (/:(\s|$)/.test(lineFrom(text, start)))
        return problemOnLine('a value cannot have another ": " in it', start, 'put the value in quotes');
      return problemOnLine(
        'this line is indented below a key that has a value already',
        start + lineFrom(text, start).length,
        INDENT_HINT,
      );
    case 'BAD_INDENT':
      if (!error.message.startsWith('Flow'))
        return problemOnLine('this line is indented unlike the ones it belongs to', start, INDENT_HINT);
      return notClosed(openBracket(text, start));
    case 'MISSING_CHAR': {
      const quote = /closing (["'])quote/.exec(error.message)?.[1];
      if (quote === undefined) return problemOnLine('a key, a colon and a value are expected here', start);
      const opened = openQuote(text, start, quote);
      return problemAt(`the quote ${quote} is not closed`, opened, opened + lineFrom(text, opened).length);
    }
    case 'BAD_SCALAR_START':
      return problemAt(
        `a value cannot start with "${text[start]}"`,
        start,
        start + 1,
        'put the value in quotes',
      );
    case 'BAD_DQ_ESCAPE':
      return problemAt(
        `"${text.slice(start, start + 2)}" means nothing inside double quotes`,
        start,
        start + 2,
        'write "\\\\" for a backslash, or use single quotes',
      );
    case 'BAD_ALIAS':
      return problemAt(
        `a name must follow "${text[start]}"`,
        start,
        start + 1,
        'put the value in quotes if it is a text',
      );
    case 'UNEXPECTED_TOKEN':
      return unexpected();
    default:
      return problemAt(lowerFirst(error.message), start, error.pos[1]);
  }

  function notClosed(opened: number): Problem {
    return problemAt(`the "${text[opened]}" is not closed`, opened, opened + lineFrom(text, opened).length);
  }

  function unexpected(): Problem {
    const found = text[start] ?? '';
    if (
      error.message.includes('Block scalar header') ||
      /^[^\n]*[:-] +[|>][-+\d]* +$/.test(lineBefore(text, start))
    )
      return problemOnLine(
        'no text may follow "|" or ">"',
        start,
        'put the text on the next lines, indented',
      );
    if (error.message.includes(', in flow'))
      return problemAt('there is no value before this comma', start, start + 1);
    if (error.message.includes('flow-') && '])}'.includes(found))
      return problemAt(
        `this "${found}" closes nothing`,
        start,
        start + 1,
        'put the value in quotes if it is a text',
      );
    const before = text.slice(0, start).trimEnd().at(-1) ?? '';
    if (error.message.includes('at node end') && `"'}]`.includes(before))
      return problemOnLine(
        `nothing may follow the closing ${before}`,
        start,
        before === "'" ? "write '' for a quote inside single quotes" : undefined,
      );
    return problemOnLine('this is not expected here', start);
  }
}

const INDENT_HINT = 'give it the same indentation as its neighbours';

/** The problem of a line that should be `key: value` or `- item`. */
function notAnEntry(line: string): { readonly message: string; readonly hint?: string } {
  const item = /^-(\S.*)$/.exec(line)?.[1];
  if (item !== undefined) return { message: 'a space is missing after the dash', hint: `write "- ${item}"` };
  const [, name, value] = /^([\w.-]+):(\S.*)$/.exec(line) ?? [];
  if (name !== undefined)
    return { message: `a space is missing after "${name}:"`, hint: `write "${name}: ${value}"` };
  const [, key, rest] = /^([\w.-]+)(?:\s+(\S.*|))?$/.exec(line) ?? [];
  if (key === undefined) return { message: 'a key with a colon is expected here' };
  const meant = rest === undefined ? `${key}:` : `${key}: ${rest}`;
  return { message: `a colon is missing after "${key}"`, hint: `write "${meant}"` };
}

/** The position of the bracket that is still open at `end`. */
function openBracket(text: string, end: number): number {
  let closed = 0;
  for (let at = end - 1; at >= 0; at--) {
    const char = text[at] ?? '';
    if (']}'.includes(char)) closed++;
    else if ('[{'.includes(char) && closed-- === 0) return at;
  }
  return end;
}

/** The last quote before `end` that is not an escaped one: because nothing closed it, it is the opening one. */
function openQuote(text: string, end: number, quote: string): number {
  for (let at = end - 1; at >= 0; at--) {
    if (text[at] !== quote) continue;
    if (quote === '"' && text[at - 1] === '\\') continue;
    if (quote === "'" && text[at - 1] === quote) at--;
    else return at;
  }
  return end;
}

const lineBefore = (text: string, end: number): string =>
  text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
const lineFrom = (text: string, start: number): string =>
  /^[^\r\n]*/.exec(text.slice(start))?.[0].trimEnd() ?? '';
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
