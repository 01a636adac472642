import type { LoadDetails } from '../../spec/load/load-project.ts';
import { isMap, type Path, type Tree } from '../../spec/tree/tree.ts';

/** Finds the text of a value as a file has it, with its variables. */
export function writtenText({ placeOf, origins }: LoadDetails): (path: Path) => string | undefined {
  return (path) => {
    const place = placeOf(path);
    if (place?.kind !== 'path') return undefined;
    const document = origins
      .documents()
      .find(({ source, document: index }) => source === place.source && index === place.document);
    const value = valueAt(document?.tree, place.path);
    if (typeof value === 'object' || value === undefined) return undefined;
    const name = `${path.at(-1)}=`;
    const text = String(value);
    // `- NAME=value` is an item of a list.
    return typeof place.path.at(-1) === 'number' && text.startsWith(name) ? text.slice(name.length) : text;
  };
}

/** The value at a path; undefined: there is none. */
export function valueAt(tree: Tree | undefined, path: Path): Tree | undefined {
  let here = tree;
  for (const name of path) {
    if (Array.isArray(here)) here = here[Number(name)];
    else if (isMap(here) && Object.hasOwn(here, name)) here = here[name];
    else return undefined;
  }
  return here;
}
