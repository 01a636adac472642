import type { Dependency, ServiceSpec } from '../../model/service-spec.ts';
import { implicitDependencies } from '../resolve/implicit-dependencies.ts';
import type { Path } from '../tree/tree.ts';

export interface ServiceReference {
  readonly service: string;
  readonly dependency: Dependency;
  /** The path of the reference, from the root of the tree. */
  readonly path: Path;
  /** Whether a key or a value names the service. */
  readonly part: 'key' | 'value';
  /** The offset of the name in the text. Absent: the text is the name. */
  readonly nameAt?: number;
}

/** Every place where a service names another one: `depends_on` first, then implicit dependencies. */
export function serviceReferences(service: ServiceSpec): readonly ServiceReference[] {
  const base = ['services', service.name];
  const implicit = implicitDependencies(service);
  // The dependencies of a normalised service include implicit ones; their own attributes give those places.
  const explicit = [...service.dependsOn].filter(
    ([name, dependency]) =>
      !implicit.some((one) => one.service === name && isSame(one.dependency, dependency)),
  );
  return [
    ...explicit.map(([name, dependency]) => ({
      service: name,
      dependency,
      path: [...base, 'depends_on', name],
      part: 'key' as const,
    })),
    ...implicit.map((one) => ({
      ...one,
      path: [...base, ...one.path],
      part: 'value' as const,
      nameAt: one.path.length > 1 ? 0 : 'service:'.length,
    })),
  ];
}

function isSame(a: Dependency, b: Dependency): boolean {
  return a.condition === b.condition && a.required === b.required && a.restart === b.restart;
}
