import type { RecordedContainer, Release } from '../../model/release.ts';

/**
 * What others did to the containers of a project between two times, a line each: docker compose, somebody by hand, a container that ended.
 *
 * @param then as gantry left them
 */
export function movedBetween(
  { after: then, model }: Pick<Release, 'after' | 'model'>,
  now: readonly RecordedContainer[],
): readonly string[] {
  const ends = endingServices(model?.file.services);
  const byName = new Map(now.map((container) => [container.name, container]));
  const known = new Set(then.map(({ name }) => name));
  return [
    ...then.flatMap((container) => {
      const found = byName.get(container.name);
      if (!found) return [`${container.name} was removed`];
      if (found.id !== container.id) return [`${container.name} is another container`];
      if (container.isRunning === found.isRunning) return [];
      if (found.isRunning) return [`${container.name} was started`];
      return ends.has(container.service) ? [] : [`${container.name} does not run any more`];
    }),
    ...now.filter(({ name }) => !known.has(name)).map(({ name }) => `${name} was added`),
  ];
}

/** Services that do their work and end: others wait for that. */
export function endingServices(services: unknown): ReadonlySet<string> {
  const ends = Object.values(Object(services)).flatMap((service) => {
    const dependencies: unknown = Object(service).depends_on;
    return Object.entries(Object(dependencies)).flatMap(([name, dependency]) =>
      Object(dependency).condition === 'service_completed_successfully' ? [name] : [],
    );
  });
  return new Set(ends);
}
