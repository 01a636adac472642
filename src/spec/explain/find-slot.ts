import { isJsonMap, type Json } from '../../model/json.ts';
import { stableJson } from '../../util/stable-json.ts';
import { service as serviceCodec } from '../attributes/service.ts';
import type { Slot } from '../tree/history.ts';
import { Origins } from '../tree/origins.ts';
import type { Container, Path, Tree } from '../tree/tree.ts';

export interface FoundSlot {
  /** Absent: no file has any part of the path. */
  readonly slot?: Slot;
  /** The rest of the path, which is part of a short form or a default. */
  readonly rest: Path;
}

/**
 * Finds the written value for a path of the canonical model. The file may have a list instead of a map, one text instead of either,
 * or nothing.
 */
export function findSlot(tree: Tree, path: Path, model: Json): FoundSlot {
  let slot: Slot | undefined;
  let here = tree;
  let printed: Json | undefined = model;
  for (const [depth, name] of path.entries()) {
    const rest = path.slice(depth);
    if (typeof here !== 'object' || here === null) return { ...(slot && { slot }), rest };
    printed = memberOf(printed, name);
    const key = Array.isArray(here)
      ? itemFor(here, path.slice(0, depth + 1), printed)
      : keyFor(here, name, printed);
    if (key === undefined) return { ...(slot && { slot }), rest };
    slot = { container: here, key };
    here = valueAt(slot);
  }
  return { ...(slot && { slot }), rest: [] };
}

export function valueAt({ container, key }: Slot): Tree {
  return (Array.isArray(container) ? container[Number(key)] : container[key]) ?? null;
}

export function memberOf(json: Json | undefined, name: string | number): Json | undefined {
  if (Array.isArray(json)) return json[Number(name)];
  return isJsonMap(json) && Object.hasOwn(json, name) ? json[name] : undefined;
}

/** The canonical model has a list of `a=b` where the file may have a map. */
function keyFor(map: Container, name: string | number, printed: Json | undefined): string | undefined {
  const key =
    typeof name === 'string' ? name : typeof printed === 'string' ? (printed.split('=', 1)[0] ?? '') : '';
  return Object.hasOwn(map, key) ? key : undefined;
}

function itemFor(list: readonly Tree[], path: Path, printed: Json | undefined): number | undefined {
  const name = path.at(-1) ?? '';
  const last = (test: (item: Tree) => boolean): number | undefined => {
    const index = list.findLastIndex(test);
    return index < 0 ? undefined : index;
  };
  // `environment: [A=1]`, `depends_on: [db]`
  if (typeof name === 'string')
    return last(
      (item) => String(item) === name || (typeof item === 'string' && item.split(/[=:]/, 1)[0] === name),
    );
  return (
    last((item) => stableJson(item) === stableJson(printed)) ??
    last((item) => readsAs(item, path, printed)) ??
    (name < list.length ? name : undefined)
  );
}

/** Whether an item of a list of a service is the short form of a canonical one. */
function readsAs(item: Tree, [section, , attribute]: Path, printed: Json | undefined): boolean {
  if (section !== 'services' || typeof attribute !== 'string') return false;
  const made = longForm(attribute, [item]);
  if (!Array.isArray(made)) return false;
  return made.some((one: Json) => stableJson(known(one)) === stableJson(known(printed)));
}

/** An attribute of a service as the canonical model has it. */
export function longForm(attribute: string, tree: Tree): Json | undefined {
  const reading = { origins: new Origins(), report: () => {} };
  const read = serviceCodec.read({ [attribute]: tree }, { container: [], key: 0, reading });
  return read && memberOf(serviceCodec.print(read), attribute);
}

/** Loading made paths absolute, so a mount is identified by its target. */
function known(item: Json | undefined): Json | undefined {
  return isJsonMap(item) && item.type !== undefined && item.target !== undefined ? item.target : item;
}
