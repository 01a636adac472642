import { stableJson } from '../util/stable-json.ts';
import type { Report } from './finding.ts';
import type { Origins } from './origins.ts';
import { isMap, type Tree, type TreeMap } from './tree.ts';

/** Lists of a service in which docker compose forgives an item that is there twice. */
const FORGIVEN = new Set([
  'cap_add',
  'cap_drop',
  'configs',
  'devices',
  'dns',
  'dns_opt',
  'dns_search',
  'env_file',
  'expose',
  'links',
  'ports',
  'profiles',
  'secrets',
  'tmpfs',
  'volumes',
]);

/** Drops what a list says twice, with a warning, so that the check of the shape need not refuse it. */
export function dropRepeats(tree: TreeMap, origins: Origins, report: Report): TreeMap {
  const { services } = tree;
  if (!isMap(services)) return tree;
  const changed = new Map<string, TreeMap>();
  for (const name of Object.keys(services)) {
    const service = services[name];
    if (!isMap(service)) continue;
    for (const attribute of Object.keys(service)) {
      const list = service[attribute];
      if (!FORGIVEN.has(attribute) || !Array.isArray(list) || !hasRepeats(list)) continue;
      const made = changed.get(name) ?? { ...service };
      origins.derive(made, service);
      made[attribute] = withoutRepeats(list, origins, report);
      changed.set(name, made);
    }
  }
  if (changed.size === 0) return tree;
  const all = { ...services, ...Object.fromEntries(changed) };
  origins.derive(all, services);
  const made = { ...tree, services: all };
  origins.derive(made, tree);
  return made;
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
