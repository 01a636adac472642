import { isJsonMap, type Json } from '../../model/json.ts';
import type { Path } from '../tree/tree.ts';
import { memberOf } from './find-slot.ts';

/** The reasons for values that no file has, by path; the first row that matches wins. `*` matches any name. */
const REASONS: readonly (readonly [pattern: string, reason: string])[] = [
  ['name', 'the name of the folder'],
  ['services.*.networks', 'a service that names no network joins "default"'],
  ['services.*.networks.default', 'a service that names no network joins "default"'],
  ['networks.default', 'the network of services that name none'],
  ['networks.*.name', 'the name of the project and its own, joined'],
  ['volumes.*.name', 'the name of the project and its own, joined'],
  ['secrets.*.name', 'the name of the project and its own, joined'],
  ['configs.*.name', 'the name of the project and its own, joined'],
  ['services.*.build.context', 'the folder of the project'],
  ['services.*.build.dockerfile', 'the name of a Dockerfile that is not named'],
  ['services.*.depends_on.*.condition', 'a dependency has to be started, unless more is asked'],
  ['services.*.depends_on.*.required', 'a dependency is required, unless it says otherwise'],
  ['services.*.environment', 'the variables of its env_file'],
  ['services.*.labels', 'the labels of its label_file'],
  ['services.*.depends_on', 'implied by a link or a shared namespace'],
  ['services.*.ports.*.protocol', 'a port is one of TCP, unless it says otherwise'],
  ['services.*.volumes.*.type', 'derived from what is mounted'],
  ['services.*.secrets.*.target', 'where secrets are found'],
  ['services.*.volumes.*.bind.create_host_path', 'a missing folder is created'],
];

/** Nothing more is known of such a value. */
export const A_DEFAULT = 'a default of the file format';

/** A text that follows "gantry:". */
export function describeDefault(path: Path, model: Json): string {
  const [section, key, last] = path;
  if (last === 'name' && isJsonMap(model) && typeof section === 'string' && typeof key === 'string') {
    const spec = memberOf(memberOf(model, section), key);
    if (memberOf(spec, 'external') === true) return 'an external one has the name that it is known by';
  }
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    const reason = REASONS.find(([pattern]) => matches(pattern.split('.'), part))?.[1];
    // The reason of a map applies to its members, but not further up.
    if (reason !== undefined && (length === path.length || length >= 2)) return reason;
  }
  return A_DEFAULT;
}

function matches(pattern: readonly string[], path: Path): boolean {
  return (
    pattern.length === path.length && pattern.every((name, depth) => name === '*' || name === path[depth])
  );
}
