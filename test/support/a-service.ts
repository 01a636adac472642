import { emptyService } from '../../src/model/empty-service.ts';
import type { Dependency, DependencyCondition, Endpoint, ServiceSpec } from '../../src/model/service-spec.ts';

interface Overrides
  extends Partial<Omit<ServiceSpec, 'name' | 'networks' | 'dependsOn' | 'environment' | 'labels'>> {
  /** Keys alone, or keys with settings. Absent: none, which is `network_mode: none` for the engine. */
  readonly networks?: readonly string[] | ReadonlyMap<string, Endpoint | null>;
  readonly dependsOn?: Readonly<Record<string, DependencyCondition | Partial<Dependency>>>;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A service that runs busybox. */
export function aService(name: string, overrides: Overrides = {}): ServiceSpec {
  const { networks = [], dependsOn = {}, environment = {}, labels = {}, ...others } = overrides;
  return {
    ...emptyService(name),
    image: 'busybox',
    ...others,
    networks: networks instanceof Map ? networks : new Map([...networks].map((key) => [String(key), null])),
    dependsOn: new Map(
      Object.entries(dependsOn).map(([service, dependency]) => [service, aDependency(dependency)]),
    ),
    environment: new Map(Object.entries(environment)),
    labels: new Map(Object.entries(labels)),
  };
}

function aDependency(given: DependencyCondition | Partial<Dependency>): Dependency {
  const plain = { condition: 'service_started', required: true } as const;
  return typeof given === 'string' ? { ...plain, condition: given } : { ...plain, ...given };
}
