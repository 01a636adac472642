/** A JSON value whose maps are objects or `Map`s. */
type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/**
 * YAML in block style that every reader, of YAML 1.1 or 1.2, reads as the same value.
 *
 * Decision: a text has no quotes when no reader can take it for another type; one pattern lists what readers make of `0440`,
 *           `no`, `1_000` or `12:30`. Texts of several lines are blocks where a block is exact. A library that tries every
 *           rule of its schema on every text takes ten times as long.
 */
export function yamlText(value: Value): string {
  const lines: string[] = [];
  if (isEmpty(value)) return `${inline(value)}\n`;
  writeMembers(value, '', '', lines);
  return `${lines.join('\n')}\n`;
}

/** @param first what the first line starts with instead of the indentation: the dash of the item that this is */
function writeMembers(value: Collection, indent: string, first: string, lines: string[]): void {
  let start = first === '' ? indent : first;
  if (isList(value)) {
    for (const item of value) {
      writeItem(item, indent, `${start}- `, lines);
      start = indent;
    }
    return;
  }
  for (const key of Object.keys(value)) {
    const name = scalarText(key);
    // A longer key needs an explicit `?`.
    const label = name.length < 1000 ? `${start}${name}:` : `${start}? ${name}\n${indent}:`;
    writeMember(value[key] ?? null, indent, label, lines);
    start = indent;
  }
}

function writeMember(value: Value, indent: string, label: string, lines: string[]): void {
  if (!isEmpty(value)) {
    lines.push(label);
    writeMembers(value, `${indent}  `, '', lines);
  } else lines.push(`${label} ${inline(value, `${indent}  `)}`);
}

function writeItem(value: Value, indent: string, dash: string, lines: string[]): void {
  if (isEmpty(value)) lines.push(`${dash}${inline(value, `${indent}  `)}`);
  else writeMembers(value, `${indent}  `, dash, lines);
}

type Collection = readonly Value[] | { readonly [key: string]: Value };

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Whether a value is on the line of its key: scalars and empty collections. */
function isEmpty(value: Value): value is null | boolean | number | string {
  if (typeof value !== 'object' || value === null) return true;
  return isList(value) ? value.length === 0 : Object.keys(value).length === 0;
}

/** @param indent of the lines of a block; undefined: no block is possible here */
function inline(value: Value, indent?: string): string {
  if (typeof value === 'string')
    return (indent === undefined ? undefined : blockText(value, indent)) ?? scalarText(value);
  if (typeof value === 'object' && value !== null) return isList(value) ? '[]' : '{}';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Texts that some version of YAML reads as another type: numbers, times, dates, booleans, null, `<<`. */
const OTHERWISE =
  /^(?:[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.[\d_]*)(?:e[-+]?\d+)?|[-+]?0[xob][\da-f_]+|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?|\d{4}-\d\d?-\d\d?(?:[t \t].*)?|[-+]?\.(?:inf|nan)|null|true|false|yes|no|on|off|y|n|~|<<|=|)$/i;
/** Characters that only double quotes can hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ESCAPED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/;
/** Separators of keys, comments, items and collections; blanks at the ends; the mark of a document. */
const INDICATED = /^[#,[\]{}&*!|>'"%@`]|^[?:-](?: |$)|: |:$| #|^ | $|^---|^\.\.\./;

/** Uses the quotes of docker compose, so that the two outputs can be compared. */
function scalarText(text: string): string {
  if (ESCAPED.test(text) || OTHERWISE.test(text)) return quoted(text);
  return INDICATED.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
}

/** YAML has JSON's escapes; characters that only YAML escapes are added. */
function quoted(text: string): string {
  return JSON.stringify(text)
    .replace(
      /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(/[\u{10000}-\u{10ffff}]/gu, (char) => {
      const code = char.codePointAt(0) ?? 0;
      return `\\U${code.toString(16).toUpperCase().padStart(8, '0')}`;
    });
}

const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;
/** Lines of blanks alone, which a reader takes for indentation, and trailing blanks, which nobody sees. */
const BLANKS = /^\s+$|\s$/;

/** A literal block; undefined when a block would not be exact. */
function blockText(text: string, indent: string): string | undefined {
  if (!text.includes('\n') || /^\s|\n\n$/.test(text)) return undefined;
  const isEnded = text.endsWith('\n');
  const lines = (isEnded ? text.slice(0, -1) : text).split('\n');
  if (lines.some((line) => UNPRINTABLE.test(line) || BLANKS.test(line))) return undefined;
  return `${isEnded ? '|' : '|-'}\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n')}`;
}
