import { createHash } from 'node:crypto';
import { isJsonMap, type Json, type JsonMap } from '../model/json.ts';
import type { ServiceSpec } from '../model/project.ts';
import { service as serviceCodec } from './decode/service.ts';
import { goJson } from './go-json.ts';
import { composeJsonEntry } from './print-dialects.ts';

/**
 * docker compose's own hash of a service, which it puts on the containers it makes: SHA-256 of the JSON of everything
 * that, when changed, replaces them.
 *
 * Source: docker compose 5.x. Its version 2.26 gives the same for most services, but it also counts `depends_on` and
 * `profiles`, does not read env files for `config --hash`, and writes differently `bind.create_host_path` (when true), the
 * `mode` of secrets and configs (as a number), and the order of a network's members when one is `priority`.
 */
export function serviceHash(service: ServiceSpec, defaultPlatform: string | undefined): string {
  return createHash('sha256').update(hashedText(service, defaultPlatform)).digest('hex');
}

/** What is hashed. @param defaultPlatform `DOCKER_DEFAULT_PLATFORM`, which counts for what is built */
function hashedText(service: ServiceSpec, defaultPlatform: string | undefined): string {
  const { build, pullPolicy, scale, deploy, ...rest } = service;
  const platform = service.platform ?? (build && defaultPlatform ? defaultPlatform : undefined);
  const printed = serviceCodec.print({
    ...rest,
    ...(deploy ? { deploy: withoutReplicas(deploy) } : {}),
    ...(platform === undefined ? {} : { platform }),
    dependsOn: new Map(),
    profiles: [],
  });
  return goJson(isJsonMap(printed) ? inGoOrder(composeJsonEntry(printed)) : {});
}

function withoutReplicas({ replicas: _, ...deploy }: NonNullable<ServiceSpec['deploy']>) {
  return deploy;
}

/** What is carried as it was written has no order yet: Go writes maps by key, and structs as they are declared. */
function inGoOrder(printed: JsonMap): JsonMap {
  const ordered: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(printed)) {
    if (key === 'provider' && isJsonMap(value)) {
      const { type = null, ...options } = value;
      ordered[key] = { type, ...Object(sorted(options)) };
    } else if (key === 'credential_spec' || key === 'models') ordered[key] = sorted(value);
    else if (key === 'volumes') ordered[key] = withoutUsualBinds(value);
    else ordered[key] = value;
  }
  return ordered;
}

function sorted(json: Json): Json {
  if (Array.isArray(json)) return json.map(sorted);
  if (!isJsonMap(json)) return json;
  const keys = Object.keys(json).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(json[key] ?? null)]));
}

/** That the path on the host is made if need be is what happens anyway, so today's version does not write it. */
function withoutUsualBinds(mounts: Json): Json {
  if (!Array.isArray(mounts)) return mounts;
  const list: readonly Json[] = mounts;
  return list.map((mount) => {
    if (!isJsonMap(mount) || !isJsonMap(mount.bind) || mount.bind.create_host_path !== true) return mount;
    const { create_host_path: _, ...bind } = mount.bind;
    return { ...mount, bind };
  });
}
