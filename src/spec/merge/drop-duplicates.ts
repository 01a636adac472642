import { stableJson } from '../../util/stable-json.ts';
import type { Report } from '../tree/finding.ts';
import type { Origins } from '../tree/origins.ts';
import { isMap, type Tree, type TreeMap } from '../tree/tree.ts';

/**
 * Which one of equal items stays: the first, where their order says something, or the last, where a later `A=2` undoes
 * an earlier `A=1`. `*`: whatever the name.
 */
type Forgiving = 'first' | 'last' | { readonly [name: string]: Forgiving };

/** The lists in which docker compose forgives an item that is there twice. In all others it is an error. */
const FORGIVING: Forgiving = {
  services: {
    '*': {
      ...stays('first', 'cap_add', 'cap_drop', 'configs', 'devices', 'dns', 'dns_opt', 'dns_search'),
      ...stays('first', 'env_file', 'expose', 'links', 'ports', 'profiles', 'secrets', 'tmpfs', 'volumes'),
      ...stays('last', 'annotations', 'environment', 'labels', 'sysctls'),
      build: { ...stays('last', 'additional_contexts', 'args', 'labels'), ...stays('first', 'tags') },
      deploy: stays('last', 'labels'),
      networks: { '*': stays('first', 'aliases', 'link_local_ips') },
    },
  },
  networks: { '*': stays('last', 'labels') },
};

function stays(which: 'first' | 'last', ...names: string[]): { readonly [name: string]: Forgiving } {
  return Object.fromEntries(names.map((name) => [name, which]));
}

/** Drops what a list says twice, with a warning, so that the check of the shape need not refuse it. */
export function dropRepeats(tree: TreeMap, origins: Origins, report: Report): TreeMap {
  const dropped = drop(tree, FORGIVING);
  return isMap(dropped) ? dropped : tree;

  function drop(part: Tree, forgiving: Forgiving): Tree {
    if (typeof forgiving === 'string')
      return Array.isArray(part) && hasRepeats(part)
        ? withoutRepeats(part, forgiving, origins, report)
        : part;
    if (!isMap(part)) return part;
    let made: TreeMap | undefined;
    for (const name of Object.keys(part)) {
      const below = forgiving['*'] ?? (Object.hasOwn(forgiving, name) ? forgiving[name] : undefined);
      const member = part[name] ?? null;
      if (below === undefined || member === null) continue;
      const after = drop(member, below);
      if (after === member) continue;
      if (!made) {
        made = { ...part };
        origins.derive(made, part);
      }
      made[name] = after;
    }
    return made ?? part;
  }
}

const keyOf = (item: Tree): string => (typeof item === 'string' ? item : stableJson(item));

const hasRepeats = (list: readonly Tree[]): boolean =>
  list.length > 1 && new Set(list.map(keyOf)).size < list.length;

function withoutRepeats(list: Tree[], staying: 'first' | 'last', origins: Origins, report: Report): Tree[] {
  const staysAt = new Map<string, number>();
  for (const [index, item] of list.entries()) {
    const key = keyOf(item);
    if (staysAt.has(key)) {
      tellRepeat(list, index, origins, report);
      if (staying === 'first') continue;
      // A map lists by when a key was put into it.
      staysAt.delete(key);
    }
    staysAt.set(key, index);
  }
  const made: Tree[] = [];
  for (const index of staysAt.values()) {
    origins.take(made, made.length, list, index);
    made.push(list[index] ?? null);
  }
  return made;
}

function tellRepeat(list: Tree[], index: number, origins: Origins, report: Report): void {
  const place = origins.place(list, index);
  report({
    code: 'duplicate-item',
    severity: 'warning',
    message: 'this is in the list already',
    hint: 'remove it',
    ...(place ? { place } : {}),
  });
}
