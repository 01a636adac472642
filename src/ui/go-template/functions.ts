import { formatPrintf } from './printf.ts';
import {
  isFields,
  isList,
  isMethod,
  isTruthy,
  type Method,
  templateError,
  textOf,
  type Value,
} from './value.ts';

/** The template functions of docker's commands, and Go's own. */
export const FUNCTIONS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['json', (value) => JSON.stringify(plain(value))],
  ['upper', (value) => textOf(value).toUpperCase()],
  ['lower', (value) => textOf(value).toLowerCase()],
  ['title', (value) => textOf(value).replace(/(?<![\p{L}\p{N}_'])\p{L}/gu, (letter) => letter.toUpperCase())],
  ['split', (value, separator) => textOf(value).split(textOf(separator))],
  ['join', (value, separator) => listOf(value, 'join').map(textOf).join(textOf(separator))],
  ['pad', (value, before, after) => pad(textOf(value), Number(before), Number(after))],
  ['truncate', (value, length) => [...textOf(value)].slice(0, Number(length)).join('')],
  ['println', (...values) => `${values.map(textOf).join(' ')}\n`],
  ['print', (...values) => values.map(textOf).join('')],
  ['printf', (format, ...values) => formatPrintf(textOf(format), values)],
  ['len', (value) => lengthOf(value)],
  ['index', (value, ...keys) => keys.reduce(itemAt, value)],
  ['slice', (value, from, to) => sliceOf(value, from, to)],
  ['not', (value) => !isTruthy(value)],
  ['and', (...values) => values.find((value) => !isTruthy(value)) ?? values.at(-1)],
  ['or', (...values) => values.find(isTruthy) ?? values.at(-1)],
  ['eq', (value, ...others) => others.some((other) => compare(value, other) === 0)],
  ['ne', (a, b) => compare(a, b) !== 0],
  ['lt', (a, b) => compare(a, b) < 0],
  ['le', (a, b) => compare(a, b) <= 0],
  ['gt', (a, b) => compare(a, b) > 0],
  ['ge', (a, b) => compare(a, b) >= 0],
]);

/** The data without its functions. */
function plain(value: Value): Value {
  if (isList(value)) return value.map(plain);
  if (!isFields(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => !isMethod(item))
      .map(([key, item]) => [key, plain(item)]),
  );
}

/** An empty text stays empty. */
function pad(text: string, before: number, after: number): string {
  return text === '' ? '' : ' '.repeat(Math.max(0, before)) + text + ' '.repeat(Math.max(0, after));
}

function listOf(value: Value, by: string): readonly Value[] {
  if (isList(value)) return value;
  throw templateError(`${by} takes a list, not ${textOf(value)}`, 'split makes a list of a text');
}

/** The length of a text is in bytes, as in Go. */
function lengthOf(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (isList(value)) return value.length;
  if (value === null) return 0;
  if (isFields(value)) return Object.keys(value).length;
  throw templateError(`len of ${textOf(value)}`);
}

function itemAt(value: Value, key: Value): Value {
  if (isFields(value)) return value[textOf(key)] ?? '';
  const index = Number(key);
  const length = isList(value) || typeof value === 'string' ? value.length : 0;
  if (!Number.isInteger(index) || index < 0 || index >= length)
    throw templateError(`there is no item ${textOf(key)} among ${length}`);
  return isList(value) ? value[index] : typeof value === 'string' ? value.charCodeAt(index) : undefined;
}

function sliceOf(value: Value, from: Value, to: Value): Value {
  const start = from === undefined ? 0 : Number(from);
  const end = to === undefined ? undefined : Number(to);
  const length = isList(value) ? value.length : textOf(value).length;
  if (start > (end ?? length) || (end ?? start) > length)
    throw templateError(`there is no slice ${start}:${end ?? length} of ${length}`);
  return isList(value) ? value.slice(start, end) : textOf(value).slice(start, end);
}

/** Negative: a is less. */
function compare(a: Value, b: Value): number {
  if (typeof a !== typeof b || isList(a) || isFields(a))
    throw templateError(`${textOf(a)} and ${textOf(b)} cannot be compared`);
  if (a === b) return 0;
  return (a ?? 0) < (b ?? 0) ? -1 : 1;
}
