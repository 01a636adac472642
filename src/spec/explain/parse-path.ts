import type { Json } from '../../model/json.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import type { Path } from '../tree/tree.ts';
import { memberOf } from './find-slot.ts';

type Reached =
  | { readonly ok: true; readonly path: Path }
  /** `missing` is not a member of the value at `path`. */
  | { readonly ok: false; readonly path: Path; readonly missing: string; readonly rest: readonly string[] };

/**
 * Resolves a path of the user: `web.ports[0]`, `services.web.image` or `web.labels.com.example.x`.
 *
 * A first name that is no top-level key is a service. Dots may be part of a name: the longest existing name wins; `["a.b"]` is
 * explicit.
 */
export function resolvePath(text: string, model: Json): Reached {
  const names = splitPath(text);
  const [first = ''] = names;
  const isTop = memberOf(model, first) !== undefined;
  return isTop ? follow(names, [], model) : follow(names, ['services'], memberOf(model, 'services'));
}

function follow(names: readonly string[], before: Path, from: Json | undefined): Reached {
  let path = before;
  let here = from;
  let rest = names;
  while (rest.length > 0) {
    const found = longestName(rest, here);
    if (!found) {
      const [missing = '', ...others] = rest;
      return { ok: false, path, missing, rest: others };
    }
    path = [...path, found.key];
    here = memberOf(here, found.key);
    rest = rest.slice(found.length);
  }
  return { ok: true, path };
}

function longestName(names: readonly string[], here: Json | undefined) {
  for (let length = names.length; length > 0; length--) {
    const name = names.slice(0, length).join('.');
    const key = Array.isArray(here) && /^\d+$/.test(name) ? Number(name) : name;
    if (memberOf(here, key) !== undefined) return { key, length };
  }
  return undefined;
}

function splitPath(text: string): readonly string[] {
  const names = [...text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\['([^']*)'\]|\[(\d+)\]|([^.[\]]+)/g)];
  return names.map(([, double, single, index, bare]) => double ?? single ?? index ?? bare ?? '');
}

/** The most similar names for an unknown one; for the first name also those of services and of the top level. */
export function nearName(missing: string, path: Path, model: Json): string | undefined {
  const here = path.reduce<Json | undefined>(memberOf, model);
  const names = Array.isArray(here) ? [] : Object.keys(Object(here));
  const atStart = path.length === 1 && path[0] === 'services';
  return didYouMean(missing, atStart ? [...names, ...Object.keys(Object(model))] : names);
}
