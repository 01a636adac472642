import type { Json } from '../../model/json.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import type { Path } from '../tree/tree.ts';
import { memberOf } from './find-slot.ts';

type Reached =
  | { readonly ok: true; readonly path: Path }
  /** `missing` is not a member of what `path` leads to. */
  | { readonly ok: false; readonly path: Path; readonly missing: string; readonly rest: readonly string[] };

/**
 * Finds what the user means by `web.ports[0]`, `services.web.image` or `web.labels.com.example.x`.
 *
 * A name that is none of the top level is that of a service. Dots may be part of a name: the longest one that is there
 * is taken; `["a.b"]` says so.
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

/** The nearest names for one that is not there, of a service or of the top level too where it is the first one. */
export function nearName(missing: string, path: Path, model: Json): string | undefined {
  const here = path.reduce<Json | undefined>(memberOf, model);
  const names = Array.isArray(here) ? [] : Object.keys(Object(here));
  const atStart = path.length === 1 && path[0] === 'services';
  return didYouMean(missing, atStart ? [...names, ...Object.keys(Object(model))] : names);
}
