import type { Directive } from '../read/merge-directives.ts';
import type { Origins } from '../tree/origins.ts';
import { emptyMap, isMap, type Path, type Tree, type TreeMap } from '../tree/tree.ts';
import type { Assembly } from './assembly.ts';

/** The values to remove, by path. */
interface Marks {
  readonly by: Directive[];
  readonly members: Map<string, Marks>;
}

/**
 * `base` without the values that the next document resets or overrides. Neither is changed.
 *
 * A name also applies to a list: `environment: {A: !reset }` removes `A=1`, and `depends_on: {db: !reset }` removes `db`.
 *
 * Source: https://github.com/compose-spec/compose-spec/blob/main/13-merge.md, "Reset value" and "Replace value".
 */
export function applyDirectives(
  base: TreeMap,
  directives: readonly Directive[],
  { origins, appliedDirectives }: Pick<Assembly, 'origins' | 'appliedDirectives'>,
): TreeMap {
  if (directives.length === 0) return base;
  const root: Marks = { by: [], members: new Map() };
  for (const directive of directives)
    for (const path of directive.paths) markAt(root, path).by.push(directive);
  const rest = withoutMarked(base, root, origins, (by) => {
    for (const directive of by) appliedDirectives.add(directive);
  });
  return isMap(rest) ? rest : {};
}

function markAt(root: Marks, path: Path): Marks {
  let here = root;
  for (const name of path) {
    const next = here.members.get(String(name)) ?? { by: [], members: new Map() };
    here.members.set(String(name), next);
    here = next;
  }
  return here;
}

type OnApplied = (by: readonly Directive[]) => void;

function withoutMarked(tree: Tree, marks: Marks, origins: Origins, onApplied: OnApplied): Tree {
  if (marks.members.size === 0 || typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return withoutMarkedItems(tree, marks, origins, onApplied);
  const made: TreeMap = emptyMap();
  for (const key of Object.keys(tree)) {
    const below = marks.members.get(key);
    const member = tree[key] ?? null;
    if (below && below.by.length > 0) {
      onApplied(below.by);
      origins.history?.recordRemoval({ container: made, key }, { container: tree, key });
    } else made[key] = below ? withoutMarked(member, below, origins, onApplied) : member;
  }
  origins.derive(made, tree);
  return made;
}

function withoutMarkedItems(list: Tree[], marks: Marks, origins: Origins, heed: OnApplied): Tree[] {
  const made: Tree[] = [];
  for (const [index, item] of list.entries()) {
    const named = typeof item === 'string' ? marks.members.get(item.split('=', 1)[0] ?? item) : undefined;
    if (named && named.by.length > 0) heed(named.by);
    else {
      origins.take(made, made.length, list, index);
      made.push(item);
    }
  }
  return made;
}
