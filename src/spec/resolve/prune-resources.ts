import type { FileReference } from '../../model/file-reference.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Declared } from '../attributes/decode-project.ts';

type Resources = Pick<Declared, 'networks' | 'volumes' | 'secrets' | 'configs'>;

/** The keys of the resources that services use. */
export interface Uses {
  readonly networks: ReadonlySet<string>;
  readonly volumes: ReadonlySet<string>;
  readonly secrets: ReadonlySet<string>;
  readonly configs: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
}

export function usesOf(services: Iterable<ServiceSpec>): Uses {
  const uses = {
    networks: new Set<string>(),
    volumes: new Set<string>(),
    secrets: new Set<string>(),
    configs: new Set<string>(),
    models: new Set<string>(),
  };
  const addAll = (to: Set<string>, references: readonly FileReference[]) => {
    for (const { source } of references) to.add(source);
  };
  for (const service of services) {
    for (const key of service.networks.keys()) uses.networks.add(key);
    for (const { type, source } of service.volumes) {
      if (source !== undefined && (type === 'volume' || type === 'cluster')) uses.volumes.add(source);
    }
    addAll(uses.secrets, service.secrets);
    addAll(uses.secrets, service.build?.secrets ?? []);
    addAll(uses.configs, service.configs);
    for (const key of Object.keys(Object(service.models ?? {}))) uses.models.add(key);
  }
  return uses;
}

/** `models` is among the extensions. */
export function pruneModels(
  extensions: ReadonlyMap<string, Json>,
  { models: used }: Uses,
): ReadonlyMap<string, Json> {
  const { models, ...others } = Object.fromEntries(extensions);
  if (!isJsonMap(models)) return extensions;
  const kept = Object.entries(models).filter(([key]) => used.has(key));
  return new Map(Object.entries(kept.length > 0 ? { ...others, models: Object.fromEntries(kept) } : others));
}

/** Keeps only the resources that services use. */
export function pruneResources({ networks, volumes, secrets, configs }: Resources, uses: Uses): Resources {
  return {
    networks: only(networks, uses.networks),
    volumes: only(volumes, uses.volumes),
    secrets: only(secrets, uses.secrets),
    configs: only(configs, uses.configs),
  };
}

function only<Spec>(specs: ReadonlyMap<string, Spec>, keys: ReadonlySet<string>): ReadonlyMap<string, Spec> {
  return new Map([...specs].filter(([key]) => keys.has(key)));
}
