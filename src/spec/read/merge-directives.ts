import { loadAll } from 'js-yaml';
import type { Source } from '../../diagnostics/source.ts';
import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { type MergeTag, tagSchema } from './go-schema.ts';

/** One `!reset` or `!override`: what is written at its paths counts no more where this document is laid over it. */
export interface Directive {
  readonly tag: MergeTag;
  /** Every way that leads to it: aliases and merge keys make several of one. None where it stands below a list. */
  readonly paths: readonly Path[];
  /** The first way to it, through lists too, by which it is found in the file. */
  readonly writtenAt: Path;
}

/** The directives of a file, document by document. The file must be one that can be read. */
export function mergeDirectives({ text }: Source): readonly (readonly Directive[])[] {
  // Most files have none, and looking for them takes a second reading.
  if (!/!(?:reset|override)/.test(text)) return [];
  const found = new Map<Tree, Draft>();
  const schema = tagSchema((tag) => {
    const stand = {};
    found.set(stand, { tag, paths: [], writtenAt: undefined });
    return stand;
  });
  // The schema makes nothing but the members of Tree.
  const documents = loadAll(text, null, { schema, json: true }) as Tree[];
  return documents.map((document) => directivesIn(document, found));
}

interface Draft {
  readonly tag: MergeTag;
  readonly paths: Path[];
  writtenAt: Path | undefined;
}

function directivesIn(document: Tree, marks: ReadonlyMap<Tree, Draft>): readonly Directive[] {
  const met = new Map<Draft, Directive>();
  const walk = (value: Tree, path: Path, isInList: boolean): void => {
    const mark = marks.get(value);
    if (mark) {
      mark.writtenAt ??= path;
      if (!isInList) mark.paths.push(path);
      met.set(mark, { ...mark, writtenAt: mark.writtenAt });
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, [...path, index], true);
    } else if (isMap(value)) {
      for (const key of Object.keys(value)) {
        const member = value[key] ?? null;
        if (key !== '<<') walk(member, [...path, key], isInList);
        // What is merged stands where it is merged into.
        else for (const source of Array.isArray(member) ? member : [member]) walk(source, path, isInList);
      }
    }
  };
  walk(document, [], false);
  return [...met.values()];
}
