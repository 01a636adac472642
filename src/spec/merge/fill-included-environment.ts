import type { Origins } from '../tree/origins.ts';
import { emptyMap, isMap, type Tree, type TreeMap } from '../tree/tree.ts';

/**
 * Fills `environment` entries without a value from the variables of the included file. Only that file knows these variables, so this
 * cannot wait until the files are merged.
 */
export function fillIncludedEnvironment(
  model: TreeMap,
  variables: ReadonlyMap<string, string>,
  origins: Origins,
): TreeMap {
  const { services } = model;
  if (!isMap(services)) return model;
  const filled: TreeMap = emptyMap();
  for (const name of Object.keys(services)) {
    const service = services[name] ?? null;
    filled[name] = isMap(service) ? fillService(service, variables, origins) : service;
  }
  origins.derive(filled, services);
  const made = { ...model, services: filled };
  origins.derive(made, model);
  return made;
}

function fillService(service: TreeMap, variables: ReadonlyMap<string, string>, origins: Origins): TreeMap {
  const { environment } = service;
  if (typeof environment !== 'object' || environment === null) return service;
  const filled: Tree = Array.isArray(environment)
    ? environment.map((item) => {
        const value = typeof item === 'string' && !item.includes('=') ? variables.get(item) : undefined;
        return value === undefined ? item : `${String(item)}=${value}`;
      })
    : Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [name, value ?? variables.get(name) ?? null]),
      );
  origins.derive(filled, environment);
  const made = { ...service, environment: filled };
  origins.derive(made, service);
  return made;
}
