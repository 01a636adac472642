import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';

const SECTIONS = ['services', 'networks', 'volumes', 'secrets', 'configs'];

/** docker compose's JSON has no `x-…` keys below the top, and capital letters in `blkio_config`. */
export function asComposeJson(printed: JsonMap): JsonMap {
  return eachEntry(printed, composeJsonEntry);
}

/** The same for one service, network and so on. */
export function composeJsonEntry(entry: JsonMap): JsonMap {
  const plain = withoutExtensions(entry);
  const { build, blkio_config: blkio, credential_spec: credentials } = plain;
  return {
    ...plain,
    ...mapMembers(pickLists(plain, ['secrets', 'configs']), withoutExtensionsEach),
    ...(isJsonMap(build) ? { build: withoutExtensions(build) } : {}),
    ...(isJsonMap(credentials) ? { credential_spec: withoutExtensions(credentials) } : {}),
    ...(isJsonMap(blkio) ? { blkio_config: mapMembers(blkio, capitalised) } : {}),
  };
}

/** docker compose's YAML omits defaults that its JSON prints. */
export function asComposeYaml(printed: JsonMap): JsonMap {
  return eachEntry(printed, (entry) => {
    const { deploy, develop } = entry;
    const kept = Object.entries(entry).filter(
      ([key, value]) =>
        !(key === 'ipam' && isEmpty(value)) &&
        !((key === 'command' || key === 'entrypoint') && value === null),
    );
    return {
      ...Object.fromEntries(kept),
      ...(isJsonMap(deploy)
        ? { deploy: Object.fromEntries(Object.entries(deploy).filter(([, value]) => !isEmpty(value))) }
        : {}),
      ...(isJsonMap(develop) ? { develop: mapMembers(develop, withoutIdleHooks) } : {}),
    };
  });
}

/** A rule of `watch` without `exec` omits the empty command. */
function withoutIdleHooks(rules: Json): Json {
  if (!Array.isArray(rules)) return rules;
  const list: readonly Json[] = rules;
  return list.map((rule) => {
    if (!isJsonMap(rule) || !isJsonMap(rule.exec) || rule.exec.command !== null) return rule;
    const { exec: _, ...rest } = rule;
    return rest;
  });
}

function eachEntry(printed: JsonMap, change: (entry: JsonMap) => JsonMap): JsonMap {
  return mapMembers(printed, (entries, section) =>
    SECTIONS.includes(section) && isJsonMap(entries)
      ? mapMembers(entries, (entry) => (isJsonMap(entry) ? change(entry) : entry))
      : entries,
  );
}

function withoutExtensions(map: JsonMap): JsonMap {
  const keys = Object.keys(map);
  return keys.some((key) => key.startsWith('x-'))
    ? Object.fromEntries(Object.entries(map).filter(([key]) => !key.startsWith('x-')))
    : map;
}

function pickLists(map: JsonMap, keys: readonly string[]): JsonMap {
  return Object.fromEntries(keys.flatMap((key) => (Array.isArray(map[key]) ? [[key, map[key]]] : [])));
}

function withoutExtensionsEach(items: Json): Json {
  if (!Array.isArray(items)) return items;
  const list: readonly Json[] = items;
  return list.map((item) => (isJsonMap(item) ? withoutExtensions(item) : item));
}

function capitalised(devices: Json): Json {
  if (!Array.isArray(devices)) return devices;
  const list: readonly Json[] = devices;
  return list.map((device) =>
    isJsonMap(device)
      ? Object.fromEntries(
          Object.entries(device).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]),
        )
      : device,
  );
}

function mapMembers(map: JsonMap, change: (value: Json, key: string) => Json): JsonMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

const isEmpty = (json: Json): boolean => isJsonMap(json) && Object.keys(json).length === 0;
