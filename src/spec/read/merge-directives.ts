import { loadAll } from 'js-yaml';
import type { Source } from '../../diagnostics/source.ts';
import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { type MergeTag, tagSchema } from './go-schema.ts';

/** One `!reset` or `!override`: merging removes the earlier values at its paths. */
export interface Directive {
  readonly tag: MergeTag;
  /** All paths to it: aliases and merge keys can give several. Empty below a list. */
  readonly paths: readonly Path[];
  /** The first path to it, through lists too, which locates it in the file. */
  readonly writtenAt: Path;
}

/** The directives of a file, document by document. The file must be valid YAML. */
export function mergeDirectives({ text }: Source): readonly (readonly Directive[])[] {
  // Most files have none, and finding them takes a second reading.
  if (!/!(?:reset|override)/.test(text)) return [];
  const found = new Map<Tree, Draft>();
  const schema = tagSchema((tag) => {
    const stand = {};
    found.set(stand, { tag, paths: [], writtenAt: undefined });
    return stand;
  });
  // The schema produces only members of Tree.
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
        // A merged value has the path of the mapping that it is merged into.
        else for (const source of Array.isArray(member) ? member : [member]) walk(source, path, isInList);
      }
    }
  };
  walk(document, [], false);
  return [...met.values()];
}
