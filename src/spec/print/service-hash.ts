import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { DescribeService } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { service as serviceCodec } from '../attributes/service.ts';
import { goJson } from './go-json.ts';
import { composeJsonEntry } from './print-dialects.ts';

/**
 * The JSON that docker compose hashes of a service: everything that replaces its containers when it changes. Go writes structs in the
 * order of declaration, and maps by key.
 *
 * Invariant: equal to docker compose byte for byte; a difference replaces containers that nobody changed.
 *
 * Source: docker compose 2.26.1, (later attributes as in 5.x); 5.x for the form of today.
 */
export const describeService: DescribeService = (service, form, defaultPlatform) => {
  const { build, pullPolicy, scale, deploy, leftOutDependencies: leftOut, ...rest } = service;
  const platform = service.platform ?? (build && defaultPlatform ? defaultPlatform : undefined);
  const printed = serviceCodec.print({
    ...rest,
    ...(deploy ? { deploy: withoutReplicas(deploy) } : {}),
    ...(platform === undefined ? {} : { platform }),
    // What a command leaves alone changes nothing about the service.
    ...(leftOut ? { dependsOn: new Map([...service.dependsOn, ...leftOut]) } : {}),
    ...(form === 'today' ? { dependsOn: new Map(), profiles: [] } : {}),
  });
  if (!isJsonMap(printed)) return '{}';
  const change = form === 'today' ? TODAY : BEFORE;
  return goJson(mapMembers(composeJsonEntry(printed), (value, key) => change[key]?.(value) ?? value));
};

function withoutReplicas({ replicas: _, ...deploy }: NonNullable<ServiceSpec['deploy']>) {
  return deploy;
}

/** By attribute: its form in the hash if that differs from `config`. */
type Changes = Readonly<Record<string, (value: Json) => Json>>;

/** Values that are carried as written have no order yet. */
const BOTH: Changes = {
  // A single limit is omitted when it is 0.
  ulimits: (limits) =>
    isJsonMap(limits) ? mapMembers(limits, (limit) => (limit === 0 ? {} : limit)) : limits,
  credential_spec: sorted,
  models: sorted,
  provider(value) {
    if (!isJsonMap(value)) return value;
    const { type = null, ...options } = value;
    return { type, ...Object(sorted(options)) };
  },
};

/** `create_host_path: true` is the default, so the hash omits it. */
const TODAY: Changes = {
  ...BOTH,
  volumes: (mounts) => changeBinds(mounts, true),
};

/** False flags are omitted, modes are decimal, and the priority of a network comes first. */
const BEFORE: Changes = {
  ...BOTH,
  volumes: (mounts) => changeBinds(mounts, false),
  secrets: withDecimalModes,
  configs: withDecimalModes,
  networks: (networks) =>
    isJsonMap(networks)
      ? mapMembers(networks, (endpoint) => {
          if (!isJsonMap(endpoint) || endpoint.priority === undefined) return endpoint;
          return { priority: endpoint.priority, ...endpoint };
        })
      : networks,
};

function changeBinds(mounts: Json, unwritten: boolean): Json {
  return eachItem(mounts, (mount) => {
    if (!isJsonMap(mount.bind) || mount.bind.create_host_path !== unwritten) return mount;
    const { create_host_path: _, ...bind } = mount.bind;
    return { ...mount, bind };
  });
}

function withDecimalModes(files: Json): Json {
  return eachItem(files, (file) =>
    typeof file.mode === 'string' ? { ...file, mode: Number.parseInt(file.mode, 8) } : file,
  );
}

function eachItem(list: Json, change: (item: JsonMap) => Json): Json {
  if (!Array.isArray(list)) return list;
  const items: readonly Json[] = list;
  return items.map((item) => (isJsonMap(item) ? change(item) : item));
}

function mapMembers(map: JsonMap, change: (value: Json, key: string) => Json): JsonMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

function sorted(json: Json): Json {
  if (Array.isArray(json)) return json.map(sorted);
  if (!isJsonMap(json)) return json;
  const keys = Object.keys(json).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(json[key] ?? null)]));
}
