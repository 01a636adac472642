import type { Dependency, ServiceSpec } from '../../model/service-spec.ts';
import { implicitDependencies } from '../resolve/implicit-dependencies.ts';
import type { Path } from '../tree/tree.ts';

export interface ServiceReference {
  readonly service: string;
  readonly dependency: Dependency;
  /** From the root of the tree to what says so. */
  readonly path: Path;
  /** Whether it is named by a key there or by a value. */
  readonly part: 'key' | 'value';
  /** Where in the text the name of the service starts; absent: the text is the name. */
  readonly nameAt?: number;
}

/** Every place where a service names another. What `depends_on` says stands before what other attributes imply. */
export function serviceReferences(service: ServiceSpec): readonly ServiceReference[] {
  const base = ['services', service.name];
  const implicit = implicitDependencies(service);
  // The dependencies of a normalised service hold the implicit ones too; those are placed by their own attribute.
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
