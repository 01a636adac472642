import type { Project } from './project.ts';

/**
 * The shortest path from a service that no other service needs down to `service`.
 *
 * @param waiter the service before the last, if it is known which one waited
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
