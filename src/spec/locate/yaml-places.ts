import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type ParsedNode, type YAMLMap } from 'yaml';
import type { Source, Span } from '../../diagnostics/source.ts';
import type { Place } from '../tree/finding.ts';
import { aliasTargets, type YamlDocument } from './yaml-document.ts';
import { yamlPart } from './yaml-part.ts';

// All code that needs the explaining parser is here, so that one dynamic import loads it.
export { explainYaml } from './explain-yaml.ts';
export { parseDocuments } from './yaml-document.ts';

/** The characters of the value at a path, or of the nearest written value above it; through aliases and merge keys. */
export function spanOfPath(place: Extract<Place, { kind: 'path' }>): Span | undefined {
  const { source, part, within, of } = place;
  const read = yamlPart(source, place.document, place.path);
  if (!read) return undefined;
  const { document, path } = read;
  const { key, value, reached } = follow(null, document.contents, path, document);

  const written = (node: Node | null): Span | undefined => {
    const [start, end] = node?.range ?? [];
    if (start === undefined || end === undefined) return undefined;
    const trimmed = source.text.slice(start, end).trimEnd();
    return trimmed === '' ? undefined : { source, start, end: start + trimmed.length };
  };
  if (reached && part === 'value') {
    const target = isAlias(value) && within ? (aliasTargets(document).get(value) ?? value) : value;
    const whole = written(target);
    const text = isScalar(target) ? String(target.value) : undefined;
    const isAsked = within && text !== undefined && (of === undefined || of === text);
    if (whole) return (isAsked && piece(whole, text, within)) || whole;
  }
  return written(key) ?? written(value) ?? mark(value);

  /** The mark of an absent value: the dash of an empty item. */
  function mark(node: Node | null): Span | undefined {
    const before = source.text.slice(0, node?.range?.[0] ?? 0).trimEnd();
    return before === '' ? undefined : { source, start: before.length - 1, end: before.length };
  }
}

interface Reached {
  readonly key: Node | null;
  readonly value: Node | null;
  /** The whole path is written; else its beginning is. */
  readonly reached: boolean;
}

/** The key and the value at a path of a document of a file. */
export function nodeAt(
  source: Source,
  document: number,
  at: readonly (string | number)[],
): Reached | undefined {
  const read = yamlPart(source, document, at);
  return read && follow(null, read.document.contents, read.path, read.document);
}

/** Of keys that are there twice, the first below which the rest of the path is written. */
function follow(
  key: Node | null,
  value: Node | null,
  path: Extract<Place, { kind: 'path' }>['path'],
  document: YamlDocument,
): Reached {
  const [step, ...rest] = path;
  if (step === undefined) return { key, value, reached: true };
  let best: Reached | undefined;
  for (const next of members(value, step, document)) {
    const found = follow(next.key, next.value, rest, document);
    if (found.reached) return found;
    best ??= found;
  }
  return best ?? { key, value, reached: false };
}

interface Member {
  readonly key: Node | null;
  readonly value: Node | null;
}

function members(from: Node | null, step: string | number, document: YamlDocument): readonly Member[] {
  const node = isAlias(from) ? aliasTargets(document).get(from) : from;
  if (isSeq(node)) {
    const item = node.items[Number(step)] as ParsedNode | null | undefined;
    return item === undefined ? [] : [{ key: null, value: item }];
  }
  if (!isMap(node)) return [];
  const { own, merges } = indexOf(node);
  const pairs = own.get(String(step));
  if (pairs) return pairs;
  for (const value of merges) {
    const merged = isAlias(value) ? aliasTargets(document).get(value) : value;
    const sources = isSeq(merged) ? merged.items : [merged];
    for (const each of sources) {
      const found = members(each as Node | null, step, document);
      if (found.length > 0) return found;
    }
  }
  return [];
}

interface MapIndex {
  /** By name: one, unless the key is repeated. */
  readonly own: ReadonlyMap<string, readonly Member[]>;
  /** The values of merge keys. */
  readonly merges: readonly Node[];
}

/** Cached: a mapping may have thousands of keys with findings. */
const indexes = new WeakMap<YAMLMap, MapIndex>();

function indexOf(map: YAMLMap): MapIndex {
  const known = indexes.get(map);
  if (known) return known;
  const own = new Map<string, Member[]>();
  const merges: Node[] = [];
  for (const { key, value } of map.items as readonly Pair<ParsedNode, ParsedNode | null>[]) {
    if (!isScalar(key)) continue;
    if (typeof key.value !== 'symbol') {
      const name = String(key.value);
      const before = own.get(name);
      if (before) before.push({ key, value });
      else own.set(name, [{ key, value }]);
    } else if (value) merges.push(value);
  }
  const index = { own, merges };
  indexes.set(map, index);
  return index;
}

/**
 * The position in the file of some characters of a scalar's text. Quotes, escapes and folded lines move them, so the characters are
 * searched. If the text has them as often as the file, the occurrence with the same index is the right one.
 */
function piece(whole: Span, text: string, [from, to]: readonly [number, number]): Span | undefined {
  if (from === to) return undefined;
  const written = whole.source.text.slice(whole.start, whole.end);
  const verbatim = written.indexOf(text);
  if (verbatim >= 0) return span(verbatim + from, to - from);
  // The next lines are indented in the file and not in the text.
  const wanted = text.slice(from, to).replace(/\n[\s\S]*/, '');
  const inText = occurrences(text, wanted);
  const inFile = occurrences(written, wanted);
  const found = inText.length === inFile.length ? inFile[inText.indexOf(from)] : undefined;
  return found === undefined ? undefined : span(found, wanted.length);

  function span(offset: number, length: number): Span {
    const start = whole.start + offset;
    return { source: whole.source, start, end: start + length };
  }
}

function occurrences(text: string, wanted: string): readonly number[] {
  const found: number[] = [];
  if (wanted === '') return found;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) found.push(at);
  return found;
}
