import { isDeepStrictEqual } from 'node:util';
import type { Effect } from '../model/affected.ts';
import { isJsonMap, type Json, type JsonMap } from '../model/json.ts';

export interface ChangedSettings {
  readonly effect: Effect;
  /** The ways to them in the model: `['services', 'web', 'environment', 'NAME']`. */
  readonly paths: readonly (readonly string[])[];
}

/** Settings that change no image and no container. */
const TESTED: ReadonlySet<string> = new Set(['depends_on', 'profiles', 'develop', 'pull_policy']);

/** Of a service that both models have, by what the change makes necessary; those of what it uses are among them. */
export function changedSettings(
  before: JsonMap,
  after: JsonMap,
  service: string,
): readonly ChangedSettings[] {
  const [old, now] = [memberOf(before, ['services', service]), memberOf(after, ['services', service])];
  const own = differences(old, now, 2).map((path) => ['services', service, ...path]);
  const used = usedBy(now).flatMap((way) =>
    differences(memberOf(before, way), memberOf(after, way), 1).map((path) => [...way, ...path]),
  );
  const named = before.name === after.name ? [] : [['name']];
  const hasImage = isJsonMap(now) && 'build' in now && !('image' in now);
  const effects: readonly (readonly [Effect, readonly (readonly string[])[]])[] = [
    ['build', [...own.filter(([, , name]) => name === 'build'), ...(hasImage ? named : [])]],
    [
      'restart',
      [
        ...own.filter(([, , name = '']) => name !== 'build' && !TESTED.has(name)),
        ...used,
        ...(hasImage ? [] : named),
      ],
    ],
    ['test', own.filter(([, , name = '']) => TESTED.has(name))],
  ];
  return effects.filter(([, paths]) => paths.length > 0).map(([effect, paths]) => ({ effect, paths }));
}

/** The networks, volumes, secrets and configs of a service. */
function usedBy(service: Json | undefined): readonly (readonly string[])[] {
  if (!isJsonMap(service)) return [];
  const networks = isJsonMap(service.networks) ? Object.keys(service.networks) : [];
  const sources = (name: string): readonly string[] => {
    const items = service[name];
    return Array.isArray(items)
      ? items.flatMap((item: Json) =>
          isJsonMap(item) && typeof item.source === 'string' ? [item.source] : [],
        )
      : [];
  };
  return [
    ...networks.map((key) => ['networks', key]),
    ...sources('volumes').map((key) => ['volumes', key]),
    ...sources('secrets').map((key) => ['secrets', key]),
    ...sources('configs').map((key) => ['configs', key]),
  ];
}

function memberOf(json: Json | undefined, path: readonly string[]): Json | undefined {
  let here = json;
  for (const name of path) here = isJsonMap(here) && Object.hasOwn(here, name) ? here[name] : undefined;
  return here;
}

/** The ways to what differs, at most so deep. Empty text: the value itself. */
function differences(
  before: Json | undefined,
  after: Json | undefined,
  depth: number,
): readonly (readonly string[])[] {
  if (isDeepStrictEqual(before ?? null, after ?? null)) return [];
  if (depth === 0 || !isJsonMap(before) || !isJsonMap(after)) return [[]];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) =>
    differences(before[name], after[name], depth - 1).map((path) => [name, ...path]),
  );
}
