import { isMap, isScalar } from 'yaml';
import type { Source } from '../../diagnostics/source.ts';
import type { Path } from '../tree/tree.ts';
import { documentsRead, parseDocuments, parseLines, type YamlDocument } from './yaml-document.ts';

/** A document that has what a path leads to, and the path in it. */
export interface YamlPart {
  readonly document: YamlDocument;
  readonly path: Path;
}

/**
 * The part of a file that a path leads into. Of a service only its own lines are read: a file has thousands of them, and few with a
 * finding. Where that may be another thing than in the whole file, the whole file is read.
 */
export function yamlPart(source: Source, document: number, path: Path): YamlPart | undefined {
  const own = documentsRead(source) ? undefined : partOfService(source, path);
  if (own) return { document: own, path: path.slice(1) };
  const whole = parseDocuments(source)[document];
  return whole && { document: whole, path };
}

function partOfService(source: Source, [section, name]: Path): YamlDocument | undefined {
  if (section !== 'services' || typeof name !== 'string') return undefined;
  const blocks = known.get(source) ?? blocksOf(source.text);
  known.set(source, blocks);
  const block = blocks.get(name);
  if (!block) return undefined;
  block.document ??= parseLines(source, block.start, block.end);
  return isOnly(block.document, name) ? block.document : undefined;
}

/** Lines that are not what they look like, such as those in a text with quotes, do not read as one service. */
function isOnly(document: YamlDocument | undefined, name: string): boolean {
  if (!document || document.errors.length > 0 || !isMap(document.contents)) return false;
  const [only, ...others] = document.contents.items;
  return others.length === 0 && isScalar(only?.key) && only.key.value === name;
}

interface Block {
  readonly start: number;
  readonly end: number;
  document?: YamlDocument | undefined;
}

const known = new WeakMap<Source, ReadonlyMap<string, Block>>();

/** An anchor is known in the lines behind it, and a mark begins another document. */
const REACHES_OTHERS = /^(?:---|\.\.\.|%)|^<<:|(?:^|[\s,[{:-])[&*][^\s*]/m;

/** The lines of each service, where they can be told from the indentation; empty: they cannot. */
function blocksOf(text: string): ReadonlyMap<string, Block> {
  const nothing = new Map<string, Block>();
  const [heading] = /^services:[ \t]*(?:#[^\r\n]*)?\r?\n/m.exec(text) ?? [];
  if (heading === undefined || REACHES_OTHERS.test(text)) return nothing;
  const begin = text.search(/^services:/m) + heading.length;
  const next = /^[^\s#]/m.exec(text.slice(begin));
  const end = next ? begin + next.index : text.length;
  const body = text.slice(begin, end);
  const indent = /^( +)[^\s#]/m.exec(body)?.[1];
  if (indent === undefined || /^services:/m.test(text.slice(end))) return nothing;
  const starts = [...body.matchAll(new RegExp(`^${indent}([^\\s#].*)$`, 'gm'))];
  const blocks = new Map<string, Block>();
  for (const [index, { 1: line = '', index: start }] of starts.entries()) {
    const name = /^([\w.-]+):(?=\s|$)/.exec(line)?.[1];
    if (name === undefined || blocks.has(name)) return nothing;
    blocks.set(name, { start: begin + start, end: begin + (starts[index + 1]?.index ?? body.length) });
  }
  return blocks;
}
