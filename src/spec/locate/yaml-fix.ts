import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parse,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Edit, type Fix, type MemberChange, withEdits, type YamlChange } from '../../diagnostics/fix.ts';
import type { Source } from '../../diagnostics/source.ts';
import { stableJson } from '../../util/stable-json.ts';
import type { Place } from '../tree/finding.ts';
import { parseDocuments } from './yaml-document.ts';
import { nodeAt } from './yaml-places.ts';

type PathPlace = Extract<Place, { kind: 'path' }>;

/**
 * The edits that change one thing of a YAML file and leave its comments and its form.
 *
 * @returns undefined where the file is written in a way that allows no such edit
 */
export function yamlFix({ source, document, path }: PathPlace, change: MemberChange): Fix | undefined {
  const lookUp: LookUp = (at) => nodeAt(source, document, at);
  const edits = editsFor(source.text, path, change, lookUp);
  return edits && { source, edits, means: { document, path, change } };
}

/** Whether a file with these edits says what they are meant to change, and else what it said before. */
export function isAsMeant(source: Source, edits: readonly Edit[], changes: readonly YamlChange[]): boolean {
  const text = withEdits(source.text, edits);
  const after = parseDocuments({ name: source.name, text });
  if (after.some(({ errors }) => errors.length > 0)) return false;
  // Without what aliases share: who changes one of them changes the others.
  const expected: unknown[] = JSON.parse(
    JSON.stringify(parseDocuments(source).map((document): unknown => document.toJS())),
  );
  for (const { document, path, change } of changes) applyTo(expected[document], path, change);
  return stableJson(after.map((document): unknown => document.toJS())) === stableJson(expected);
}

type LookUp = (path: readonly (string | number)[]) => ReturnType<typeof nodeAt>;

function editsFor(
  text: string,
  path: readonly (string | number)[],
  change: MemberChange,
  lookUp: LookUp,
): readonly Edit[] | undefined {
  const value = lookUp(path)?.value;
  switch (change.kind) {
    case 'add':
      return isMap(value) ? addTo(text, value, `${change.key}: ${change.value}`) : undefined;
    case 'remove':
      return remove(text, path, lookUp);
    case 'name-items':
      return isSeq(value)
        ? nameItems(text, value, change.values, lookUp(path.slice(0, -1))?.value)
        : undefined;
  }
}

/** Behind a member that has a line of its own, the image if there is one; else before the first. */
function addTo(text: string, map: YAMLMap, entry: string): readonly Edit[] | undefined {
  const pairs = map.items.filter(({ key }) => isScalar(key));
  const [first] = pairs;
  const firstStart = startOf(first?.key);
  if (firstStart === undefined) return undefined;
  if (map.flow) {
    const end = endOf(pairs.at(-1));
    return end === undefined ? undefined : [insert(end, `, ${entry}`)];
  }
  const indent = indentAt(text, firstStart);
  if (indent === undefined) return undefined;
  const single = pairs.filter((pair) => isOnOneLine(text, pair));
  const behind =
    single.find(({ key }) => isScalar(key) && /^(?:image|build)$/.test(String(key.value))) ?? single[0];
  const end = endOf(behind);
  if (end === undefined) return [insert(firstStart, `${entry}${lineEndOf(text)}${indent}`)];
  return [insert(endOfLine(text, end), `${lineEndOf(text)}${indent}${entry}`)];
}

/** With its parent, if that has nothing else: an empty key would be another mistake. No comment goes with it. */
function remove(
  text: string,
  path: readonly (string | number)[],
  lookUp: LookUp,
): readonly Edit[] | undefined {
  const parent = lookUp(path.slice(0, -1))?.value;
  const own = lookUp(path);
  if (!own?.reached || !(isMap(parent) || isSeq(parent))) return undefined;
  if (parent.items.length === 1) return path.length > 3 ? remove(text, path.slice(0, -1), lookUp) : undefined;
  const items: readonly unknown[] = parent.items;
  const index = items.findIndex((item) => item === own.value || (isPair(item) && item.key === own.key));
  const item = items[index];
  const [start, end] = [startOf(isPair(item) ? item.key : item), endOf(item)];
  if (start === undefined || end === undefined) return undefined;
  if (hasComment(text.slice(start, end))) return undefined;
  if (parent.flow) {
    const range = besideComma(items, index, start, end);
    return hasComment(text.slice(range.start, range.end)) ? undefined : [{ ...range, text: '' }];
  }
  // A mark of the byte order stays.
  const lineStart = text.lastIndexOf('\n', start - 1) + 1 || (text.startsWith('\uFEFF') ? 1 : 0);
  const before = text.slice(lineStart, start).trim();
  if (before !== (isSeq(parent) ? '-' : '')) return undefined;
  const lineEnd = endOfLine(text, end);
  const comment = text.slice(end, lineEnd).indexOf('#');
  // It gets the line for itself.
  if (comment >= 0)
    return [{ start: lineStart + indentOf(text.slice(lineStart)), end: end + comment, text: '' }];
  const next = text.startsWith('\r\n', lineEnd) ? lineEnd + 2 : Math.min(lineEnd + 1, text.length);
  return [{ start: lineStart, end: next, text: '' }];
}

/** Or what looks like one in a text. */
const hasComment = (text: string): boolean => /\s#/.test(text);

const indentOf = (text: string): number => /^[ \t]*/.exec(text)?.[0].length ?? 0;

function besideComma(items: readonly unknown[], index: number, start: number, end: number) {
  const next = items[index + 1];
  const following = startOf(isPair(next) ? next.key : next);
  if (following !== undefined) return { start, end: following };
  return { start: endOf(items[index - 1]) ?? start, end };
}

/** `- db` becomes `db: {…}`. */
function nameItems(
  text: string,
  list: YAMLSeq,
  values: { readonly [name: string]: string },
  parent: Node | null | undefined,
): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  const own = isMap(parent) ? parent.items.find(({ value }) => value === list) : undefined;
  const column = columnOf(text, startOf(own?.key) ?? 0);
  for (const item of list.items) {
    const [start, end] = [startOf(item), endOf(item)];
    const value = isScalar(item) ? values[String(item.value)] : undefined;
    if (value === undefined || start === undefined || end === undefined) return undefined;
    edits.push(insert(end, `: ${value}`));
    if (list.flow) continue;
    const dash = text.lastIndexOf('-', start - 1);
    if (dash < 0 || text.slice(dash + 1, start).trim() !== '') return undefined;
    // A dash may stand below the first letter of its key, a member may not.
    edits.push({ start: dash, end: start, text: columnOf(text, dash) > column ? '' : '  ' });
  }
  if (!list.flow) return edits;
  const [start = 0, end = 0] = list.range ?? [];
  return [...edits, { start, end: start + 1, text: '{' }, { start: end - 1, end, text: '}' }];
}

function applyTo(root: unknown, path: readonly (string | number)[], change: MemberChange): void {
  const parent = memberAt(root, path.slice(0, -1));
  const last = path.at(-1);
  const here = memberAt(root, path);
  if (change.kind === 'add') set(here, change.key, parse(change.value));
  else if (change.kind === 'name-items')
    set(
      parent,
      last,
      Object.fromEntries(Object.entries(change.values).map(([name, value]) => [name, parse(value)])),
    );
  else if (countOf(parent) === 1) applyTo(root, path.slice(0, -1), change);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isRecord(parent)) delete parent[String(last)];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const countOf = (value: unknown): number => (isRecord(value) ? Object.keys(value).length : 0);

const set = (value: unknown, key: string | number | undefined, member: unknown): void => {
  if (isRecord(value)) value[String(key)] = member;
};

const memberAt = (root: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((here, key) => (isRecord(here) ? here[String(key)] : undefined), root);

const isPair = (item: unknown): item is Pair<Node, Node | null> =>
  typeof item === 'object' && item !== null && 'key' in item;

const rangeOf = (node: unknown): readonly number[] =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range : [];

const startOf = (node: unknown): number | undefined => rangeOf(node)[0];

/** Of a pair: of its value, or of its key where it has none. */
function endOf(item: unknown): number | undefined {
  if (!isPair(item)) return rangeOf(item)[1];
  return endOf(item.value) ?? endOf(item.key);
}

/** Its key and its value, and nothing of a value that goes on below. */
function isOnOneLine(text: string, { key, value }: Pair<unknown, unknown>): boolean {
  const [start, end] = [startOf(key), endOf(value)];
  if (start === undefined || end === undefined || end <= start || isAlias(value)) return false;
  const isBlock = (isMap(value) || isSeq(value)) && value.flow !== true;
  return !isBlock && !text.slice(start, end).includes('\n');
}

const insert = (at: number, text: string): Edit => ({ start: at, end: at, text });

const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function endOfLine(text: string, from: number): number {
  // The end of a block is the start of the next line.
  const start = text[from - 1] === '\n' ? from - 1 : from;
  const end = text.indexOf('\n', start);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function indentAt(text: string, start: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return before.trim() === '' ? before : undefined;
}

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);
