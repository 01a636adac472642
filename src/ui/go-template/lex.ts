import { templateError } from './value.ts';

/** A piece of a template: literal text, or the tokens between `{{` and `}}`. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly tokens: readonly Token[]; readonly source: string };

export type Token =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  /** `.`, `.Name`, `.A.B` */
  | { readonly kind: 'field'; readonly path: readonly string[] }
  /** `$`, `$name`, `$name.A` */
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: '|' | '(' | ')' | ':=' | '=' | ',' };

/** No character can be read in two ways: a regular expression that may choose takes twice as long for each of them. */
const ACTION =
  /\{\{(- )?((?:"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])*'|\/\*[\s\S]*?\*\/|(?!\}\}|\/\*)[^"'`])*?)( -)?\}\}/g;
const COMMENT = /^\/\*[\s\S]*\*\/$/;

/** Error: UserError for an action without an end, and for invalid characters in one. */
export function lexTemplate(source: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimsNext = false;
  const addText = (end: number, trimsEnd: boolean): void => {
    let text = source.slice(at, end);
    if (trimsNext) text = text.trimStart();
    if (trimsEnd) text = text.trimEnd();
    if (text.includes('{{')) throw templateError('an action has no end', 'close every {{ with }}');
    if (text !== '') pieces.push({ kind: 'text', text });
  };
  for (const match of source.matchAll(ACTION)) {
    const [whole, trimsBefore, inside = '', trimsAfter] = match;
    addText(match.index, trimsBefore !== undefined);
    at = match.index + whole.length;
    trimsNext = trimsAfter !== undefined;
    const action = inside.trim();
    if (!COMMENT.test(action)) pieces.push({ kind: 'action', tokens: lexAction(action), source: action });
  }
  addText(source.length, false);
  return pieces;
}

const TOKEN =
  /\s*(?:("(?:\\.|[^"\\])*")|(`[^`]*`)|('(?:\\.|[^'\\])')|(-?\d+(?:\.\d+)?)|\$(\w*)((?:\.\w+)*)|((?:\.\w+)+|\.)|(\w+)|(:=|[|()=,]))/y;

function lexAction(source: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw templateError(`"${source.slice(at).trim()}" means nothing in {{${source}}}`);
    tokens.push(readToken(match));
  }
  return tokens;
}

function readToken([
  ,
  quoted,
  raw,
  character,
  number,
  variable,
  variablePath,
  field,
  word,
  sign,
]: RegExpExecArray): Token {
  if (quoted !== undefined) return { kind: 'string', value: unquote(quoted) };
  if (raw !== undefined) return { kind: 'string', value: raw.slice(1, -1) };
  // In Go a character is its code.
  if (character !== undefined)
    return { kind: 'number', value: unquote(`"${character.slice(1, -1)}"`).codePointAt(0) ?? 0 };
  if (number !== undefined) return { kind: 'number', value: Number(number) };
  if (variable !== undefined) return { kind: 'variable', name: variable, path: parts(variablePath ?? '') };
  if (field !== undefined) return { kind: 'field', path: parts(field) };
  if (word !== undefined) return { kind: 'word', value: word };
  return { kind: 'sign', value: readSign(sign) };
}

const SIGNS = ['|', '(', ')', ':=', '=', ','] as const;
const readSign = (text: string | undefined) => SIGNS.find((sign) => sign === text) ?? '|';

const parts = (path: string): readonly string[] => path.split('.').filter((part) => part !== '');

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
]);

function unquote(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g, (_, long, short, letter) =>
      (long ?? short)
        ? String.fromCharCode(Number.parseInt(long ?? short, 16))
        : (ESCAPES.get(letter) ?? letter),
    );
}
