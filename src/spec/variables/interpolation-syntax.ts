/** A parsed text with variables. Offsets are those of the text. */
export type Template = readonly Part[];
type Part = string | Variable;

export interface Variable {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Absent: `$NAME` or `${NAME}`. */
  readonly operator?: Operator;
  /** The word behind the operator. */
  readonly word: Template;
}

type Operator = ':-' | '-' | ':+' | '+' | ':?' | '?';

interface BadTemplate {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  /** The likely intention. */
  readonly hint?: string;
}

export type ParsedTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly problems: readonly BadTemplate[] };

/**
 * Parses a text into literal parts and variables.
 *
 * Shape:  `$$` is a dollar; `$NAME`; `${NAME}`; `${NAME<operator>word}` with `:-`, `-`, `:+`, `+`, `:?` or `?`. The
 *         word ends at the brace that closes the variable, counting all pairs of braces, and may hold variables and
 *         line breaks. A `$` before anything else stays.
 * Error:  every other `${`, each with its characters; parsing continues behind it.
 * Source: https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const problems: BadTemplate[] = [];
  const { parts } = readParts(text, 0, 0, problems);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, template: parts };
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-+?]/y;

/** Reads to the end of the text or, inside a variable, to its closing brace; `end` is the offset behind it. */
function readParts(
  text: string,
  start: number,
  /** The nesting depth of variables. */
  nesting: number,
  problems: BadTemplate[],
): { readonly parts: readonly Part[]; readonly end: number; readonly closed: boolean } {
  const parts: Part[] = [];
  const inside = nesting > 0;
  let literal = '';
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '$') {
      const next = text[at + 1];
      if (next === '$') {
        literal += '$';
        at += 2;
        continue;
      }
      const read = next === '{' ? readBraced(text, at, nesting, problems) : readBare(text, at);
      if (read) {
        if (literal !== '') parts.push(literal);
        literal = '';
        if (read.variable) parts.push(read.variable);
        at = read.end;
        continue;
      }
    } else if (inside && char === '{') depth++;
    else if (inside && char === '}') {
      if (depth === 0) {
        if (literal !== '') parts.push(literal);
        return { parts, end: at + 1, closed: true };
      }
      depth--;
    }
    literal += char;
    at++;
  }
  if (literal !== '') parts.push(literal);
  return { parts, end: at, closed: !inside };
}

interface ReadVariable {
  /** Absent: it is not a variable, and the problem is noted. */
  readonly variable?: Variable;
  readonly end: number;
}

function readBare(text: string, start: number): ReadVariable | undefined {
  const name = matchAt(NAME, text, start + 1);
  if (name === undefined) return undefined;
  const end = start + 1 + name.length;
  return { variable: { name, start, end, word: [] }, end };
}

function readBraced(text: string, start: number, nesting: number, problems: BadTemplate[]): ReadVariable {
  if (nesting > DEEPEST) {
    problems.push({ start, end: text.length, reason: 'variables are nested too deeply' });
    return { end: text.length };
  }
  const name = matchAt(NAME, text, start + 2);
  if (name === undefined) return skipBraced(text, start, 'a variable name must follow "${"', problems);
  const afterName = start + 2 + name.length;
  if (text[afterName] === '}')
    return { variable: { name, start, end: afterName + 1, word: [] }, end: afterName + 1 };
  const operator = matchAt(OPERATOR, text, afterName);
  if (!isOperator(operator)) {
    const reason =
      afterName >= text.length ? NOT_CLOSED : `"${text[afterName]}" cannot follow the name ${name}`;
    return skipBraced(text, start, reason, problems, meant(text, start, afterName));
  }
  const before = problems.length;
  const word = readParts(text, afterName + operator.length, nesting + 1, problems);
  if (!word.closed) {
    // Of several unclosed variables the outermost is reported, unless there is a problem inside of it.
    if (nesting === 0 && problems.length === before)
      problems.push({ start, end: text.length, reason: NOT_CLOSED });
    return { end: text.length };
  }
  return { variable: { name, start, end: word.end, operator, word: word.parts }, end: word.end };
}

/** A limit that the stack holds and no real file reaches. */
const DEEPEST = 100;

const NOT_CLOSED = 'the closing brace is missing';

/** `${HOST:8080}` and the shell's `${HOST:=8080}` for a default; a sign too many. */
function meant(text: string, start: number, afterName: number): string | undefined {
  const closing = text.indexOf('}', afterName);
  if (closing < 0) return undefined;
  const [, rest] = /^:?=?([^{}]*)$/.exec(text.slice(afterName, closing)) ?? [];
  if (rest === undefined || !/[:=]/.test(text[afterName] ?? '')) return undefined;
  const name = text.slice(start, afterName);
  return `did you mean "${name}${rest === '' ? '' : `:-${rest}`}}"?`;
}

function skipBraced(
  text: string,
  start: number,
  reason: string,
  problems: BadTemplate[],
  hint?: string,
): ReadVariable {
  const closing = text.indexOf('}', start);
  const end = closing < 0 ? text.length : closing + 1;
  problems.push({ start, end, reason, ...(hint !== undefined && { hint }) });
  return { end };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const isOperator = (text: string | undefined): text is Operator => text !== undefined;
