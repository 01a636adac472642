import type { ServiceSpec } from '../../model/service-spec.ts';

/** What services have from their env files: what their `environment` did not have before those were read. */
export function fromEnvFiles(
  written: ReadonlyMap<string, ServiceSpec>,
  resolved: ReadonlyMap<string, ServiceSpec>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = [...resolved].flatMap(([key, { environment }]) => {
    const before = written.get(key)?.environment;
    const names = before === environment ? [] : [...environment.keys()].filter((name) => !before?.has(name));
    return names.length === 0 ? [] : [[key, new Set(names)] as const];
  });
  return new Map(found);
}
