import type { Project } from './project.ts';

/**
 * From a service that nothing needs down to `service`, by the shortest way.
 *
 * @param waiter the one before the last, if it is known who waited
 */
export function dependencyPath(
  { services }: Project,
  service: string,
  waiter: string | undefined,
): readonly string[] {
  const needing = (name: string): readonly string[] =>
    [...services.values()].filter(({ dependsOn }) => dependsOn.has(name)).map((other) => other.name);
  const paths = [waiter === undefined ? [service] : [waiter, service]];
  const seen = new Set(paths.flat());
  for (const path of paths) {
    const above = needing(path[0] ?? service);
    if (above.length === 0) return path;
    for (const name of above.filter((other) => !seen.has(other))) {
      seen.add(name);
      paths.push([name, ...path]);
    }
  }
  return paths[0] ?? [service];
}
