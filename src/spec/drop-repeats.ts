import { stableJson } from '../util/stable-json.ts';
import type { Report } from './finding.ts';
import type { Origins } from './origins.ts';
import { isMap, type Tree, type TreeMap } from './tree.ts';

/** `true`: a list; `*`: whatever the name. */
type Forgiving = true | { readonly [name: string]: Forgiving };

/** The lists in which docker compose forgives an item that is there twice. In all others it is an error. */
const FORGIVING: Forgiving = {
  services: {
    '*': {
      ...lists('annotations', 'cap_add', 'cap_drop', 'configs', 'devices', 'dns', 'dns_opt', 'dns_search'),
      ...lists('env_file', 'environment', 'expose', 'labels', 'links', 'ports', 'profiles', 'secrets'),
      ...lists('sysctls', 'tmpfs', 'volumes'),
      build: lists('additional_contexts', 'args', 'labels', 'tags'),
      deploy: lists('labels'),
      networks: { '*': lists('aliases', 'link_local_ips') },
    },
  },
  networks: { '*': lists('labels') },
};

function lists(...names: string[]): { readonly [name: string]: true } {
  return Object.fromEntries(names.map((name) => [name, true]));
}

/** Drops what a list says twice, with a warning, so that the check of the shape need not refuse it. */
export function dropRepeats(tree: TreeMap, origins: Origins, report: Report): TreeMap {
  const dropped = drop(tree, FORGIVING);
  return isMap(dropped) ? dropped : tree;

  function drop(part: Tree, forgiving: Forgiving): Tree {
    if (forgiving === true)
      return Array.isArray(part) && hasRepeats(part) ? withoutRepeats(part, origins, report) : part;
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

function withoutRepeats(list: Tree[], origins: Origins, report: Report): Tree[] {
  const made: Tree[] = [];
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const key = keyOf(item);
    if (!seen.has(key)) {
      seen.add(key);
      origins.take(made, made.length, list, index);
      made.push(item);
      continue;
    }
    const place = origins.place(list, index);
    report({
      code: 'duplicate-item',
      severity: 'warning',
      message: 'this is in the list already',
      hint: 'remove it',
      ...(place ? { place } : {}),
    });
  }
  return made;
}
