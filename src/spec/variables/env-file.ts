import type { Source } from '../../diagnostics/source.ts';
import type { Report } from '../tree/finding.ts';
import { parseTemplate } from './interpolation-syntax.ts';
import { substitute } from './substitute.ts';

/**
 * Reads a `.env` file, an `env_file` or a `label_file`.
 *
 * Shape:  `NAME=value` or `NAME: value`, with `export` before it or not; `NAME` alone takes the value of `lookup`, and is
 *         omitted when there is none. A value without quotes ends with its line or before ` #`; one in single quotes
 *         is literal, one in double quotes has escapes; both may span lines. Variables are interpolated, except in single
 *         quotes, from `lookup` first and from the values read so far second.
 * Error:  `env-file-syntax` and what `substitute` reports, each with its characters. Reading continues in the next line.
 */
export function parseEnvFile(
  source: Source,
  lookup: (name: string) => string | undefined,
  report: Report,
  /** Called with the offset of each name. */
  onEntry?: (name: string, start: number) => void,
): ReadonlyMap<string, string> {
  const { text } = source;
  const values = new Map<string, string>();
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let afterQuote = false;

  for (;;) {
    at = afterQuote ? skip(/[ \t]*/y, at) : skip(/\s*/y, at);
    if (at >= text.length) return values;
    if (text[at] === '#') at = endOfLine(at);
    else if (afterQuote && /[\r\n]/.test(text[at] ?? '')) afterQuote = false;
    else at = readStatement(at);
  }

  function readStatement(start: number): number {
    if (afterQuote) {
      // docker compose reads it as the next variable, which is rarely intended.
      const message = 'what follows the closing quote is read as another variable';
      reportSpan(message, start, endOfLine(start), 'warning', 'put all of the value in quotes');
      afterQuote = false;
    }
    const keyStart = skip(/(?:export[ \t]+)?/y, start);
    const keyEnd = skip(/[^=:\r\n]*/y, keyStart);
    const name = text.slice(keyStart, keyEnd).trimEnd();
    const wrong = /[^\p{L}\p{N}_.\-[\]]/u.exec(name);
    if (wrong) {
      const [char] = wrong;
      const message = /\s/.test(char) ? 'a name cannot have blanks' : `a name cannot have "${char}"`;
      const hint = name.startsWith('- ')
        ? 'leave out the dash: a line is NAME=value'
        : keyEnd >= text.length || text[keyEnd] !== '='
          ? 'a line is NAME=value'
          : 'a name is made of letters, digits, "_", "." and "-"';
      reportSpan(`${message}: "${name}"`, keyStart, keyStart + name.length, 'error', hint);
      return endOfLine(keyEnd);
    }
    onEntry?.(name, keyStart);
    const separator = text[keyEnd];
    if (separator !== '=' && separator !== ':') {
      const inherited = lookup(name);
      if (inherited !== undefined) values.set(name, inherited);
      return keyEnd;
    }
    if (name === '') reportSpan(`the name is missing before "${separator}"`, keyStart, keyEnd + 1);
    const valueStart = skip(/[ \t]*/y, keyEnd + 1);
    const quote = text[valueStart];
    if (quote === '"' || quote === "'") return readQuoted(name, valueStart, quote);
    const end = endOfUnquoted(valueStart);
    values.set(name, fillIn(text.slice(valueStart, end).trimEnd(), valueStart, true));
    return endOfLine(end);
  }

  function readQuoted(name: string, start: number, quote: '"' | "'"): number {
    let end = start + 1;
    while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
    if (end >= text.length) {
      reportSpan(`the quote ${quote} of ${name} is not closed`, start, endOfLine(start));
      return endOfLine(start);
    }
    const inner = text.slice(start + 1, end).replaceAll('\r\n', '\n');
    if (quote === "'") values.set(name, inner.replaceAll("\\'", "'"));
    else
      values.set(
        name,
        fillIn(withoutEscapes(inner), start + 1, text.startsWith(withoutEscapes(inner), start + 1)),
      );
    afterQuote = true;
    return end + 1;
  }

  /** `exact`: the file has exactly this text, so its offsets are offsets of the file. */
  function fillIn(value: string, offset: number, exact: boolean): string {
    const names = () => values.keys();
    return substitute(
      value,
      { lookup: (name) => lookup(name) ?? values.get(name), names },
      (finding, start, end) => {
        const place = exact
          ? ({ kind: 'span', source, start: offset + start, end: offset + end } as const)
          : ({ kind: 'span', source, start: offset, end: endOfLine(offset) } as const);
        report({ ...finding, place });
      },
    );
  }

  /** A comment starts at ` #`, but not inside of `${…}`. */
  function endOfUnquoted(start: number): number {
    const lineEnd = endOfLine(start);
    for (
      let hash = text.indexOf(' #', start);
      hash >= 0 && hash < lineEnd;
      hash = text.indexOf(' #', hash + 1)
    )
      if (parseTemplate(text.slice(start, hash)).ok || !parseTemplate(text.slice(start, lineEnd)).ok)
        return hash;
    return lineEnd;
  }

  function reportSpan(
    message: string,
    start: number,
    end: number,
    severity: 'error' | 'warning' = 'error',
    hint?: string,
  ): void {
    const place = { kind: 'span', source, start, end } as const;
    report({ code: 'env-file-syntax', severity, message, place, ...(hint !== undefined && { hint }) });
  }

  function skip(pattern: RegExp, from: number): number {
    pattern.lastIndex = from;
    return from + (pattern.exec(text)?.[0].length ?? 0);
  }

  function endOfLine(from: number): number {
    return skip(/[^\r\n]*/y, from);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  // Interpolation turns two dollars into one.
  $: '$$',
};

/** Octal escapes have a zero and three digits. Any other sequence stays unchanged, the backslash included. */
function withoutEscapes(text: string): string {
  return text.replace(/\\(?:0([0-7]{3})|([\s\S]))/g, (whole, octal: string | undefined, char: string) =>
    octal === undefined ? (ESCAPES[char] ?? whole) : String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
