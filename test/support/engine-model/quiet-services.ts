import { isJsonMap, type Json, type JsonMap } from '../../../src/model/json.ts';
import { stableJson } from '../../../src/util/stable-json.ts';

/**
 * The services that an edit of the file leaves alone: nothing that they are made of has changed, and nobody changed whom
 * they have to follow. What is said of them goes by the files alone.
 */
export function quietServices(before: JsonMap, after: JsonMap): ReadonlySet<string> {
  const [old, next] = [before.services, after.services];
  if (!isJsonMap(old) || !isJsonMap(next)) return new Set();
  const quiet = new Set(
    Object.keys(next).filter((name) => made(before, old[name]) === made(after, next[name]) && name in old),
  );
  for (let size = -1; size !== quiet.size; ) {
    size = quiet.size;
    for (const name of quiet)
      if (leadersOf(next[name]).some((leader) => !quiet.has(leader))) quiet.delete(name);
  }
  return quiet;
}

/** All that a service is made of, as one text. */
function made(tree: JsonMap, service: Json | undefined): string {
  if (!isJsonMap(service)) return '';
  const uses = (section: string, names: readonly string[]): Json => {
    const declared = tree[section];
    return isJsonMap(declared) ? names.map((name) => declared[name] ?? null) : null;
  };
  return stableJson([
    service,
    uses('networks', keysOf(service.networks)),
    uses(
      'volumes',
      listOf(service.volumes).map((volume) => volume.split(':')[0] ?? volume),
    ),
    uses('configs', listOf(service.configs)),
  ]);
}

/** Whose end, restart or replacement is felt by a service. */
function leadersOf(service: Json | undefined): readonly string[] {
  if (!isJsonMap(service)) return [];
  const { depends_on: needs, network_mode: network, ipc, pid } = service;
  const followed = isJsonMap(needs)
    ? Object.entries(needs).flatMap(([name, need]) =>
        isJsonMap(need) && need.restart === true ? [name] : [],
      )
    : [];
  const lenders = [network, ipc, pid].flatMap((mode) => /^service:(.*)/.exec(String(mode ?? ''))?.[1] ?? []);
  return [...followed, ...lenders, ...listOf(service.volumes_from), ...listOf(service.links)];
}

const keysOf = (json: Json | undefined): readonly string[] => (isJsonMap(json) ? Object.keys(json) : []);

const listOf = (json: Json | undefined): readonly string[] => {
  const items: readonly Json[] = Array.isArray(json) ? json : [];
  return items.map(String);
};
