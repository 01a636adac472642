import { stableJson } from '../../util/stable-json.ts';
import type { Report } from '../tree/finding.ts';
import type { Origins } from '../tree/origins.ts';
import { isMap, type Tree, type TreeMap } from '../tree/tree.ts';

/**
 * Which of several equal items stays: the first, where order has a meaning, or the last, where a later `A=2` replaces an earlier
 * `A=1`. `*`: any name.
 */
type Keep = 'first' | 'last' | { readonly [name: string]: Keep };

/** The lists in which docker compose accepts a duplicate item. In all others it is an error. */
const DUPLICATES_ALLOWED: Keep = {
  services: {
    '*': {
      ...keeps('first', 'cap_add', 'cap_drop', 'configs', 'devices', 'dns', 'dns_opt', 'dns_search'),
      ...keeps('first', 'env_file', 'expose', 'links', 'ports', 'profiles', 'secrets', 'tmpfs', 'volumes'),
      ...keeps('last', 'annotations', 'environment', 'labels', 'sysctls'),
      build: { ...keeps('last', 'additional_contexts', 'args', 'labels'), ...keeps('first', 'tags') },
      deploy: keeps('last', 'labels'),
      networks: { '*': keeps('first', 'aliases', 'link_local_ips') },
    },
  },
  networks: { '*': keeps('last', 'labels') },
};

function keeps(which: 'first' | 'last', ...names: string[]): { readonly [name: string]: Keep } {
  return Object.fromEntries(names.map((name) => [name, which]));
}

/** Drops duplicate items of a list with a warning, so that the check of the shape does not refuse them. */
export function dropDuplicates(tree: TreeMap, origins: Origins, report: Report): TreeMap {
  const dropped = drop(tree, DUPLICATES_ALLOWED);
  return isMap(dropped) ? dropped : tree;

  function drop(part: Tree, forgiving: Keep): Tree {
    if (typeof forgiving === 'string')
      return Array.isArray(part) && hasDuplicates(part)
        ? withoutDuplicates(part, forgiving, origins, report)
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

const hasDuplicates = (list: readonly Tree[]): boolean =>
  list.length > 1 && new Set(list.map(keyOf)).size < list.length;

function withoutDuplicates(list: Tree[], keep: 'first' | 'last', origins: Origins, report: Report): Tree[] {
  const staysAt = new Map<string, number>();
  for (const [index, item] of list.entries()) {
    const key = keyOf(item);
    if (staysAt.has(key)) {
      reportDuplicate(list, index, origins, report);
      if (keep === 'first') continue;
      // A map keeps the order of insertion.
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

function reportDuplicate(list: Tree[], index: number, origins: Origins, report: Report): void {
  const place = origins.place(list, index);
  report({
    code: 'duplicate-item',
    severity: 'warning',
    message: 'this is in the list already',
    hint: 'remove it',
    ...(place ? { place } : {}),
  });
}
