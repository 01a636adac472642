import { emptyService } from '../../model/empty-service.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { Dependency, DependencyCondition, ServiceSpec } from '../../model/service-spec.ts';
import { isOneOff } from './own-containers.ts';

/**
 * What can be told of a project that is known only by its name: its services and their dependencies, its networks
 * and its volumes, from the labels of what the engine has. Enough to stop, start, restart and remove it.
 */
export function projectFromLabels(name: string, observed: Observed): Project {
  const services = new Map<string, ServiceSpec>();
  // Of a service that only a one-off is left of, its label does not tell the dependencies.
  for (const { labels } of [...observed.containers].sort(
    (a, b) => Number(isOneOff(a)) - Number(isOneOff(b)),
  )) {
    const service = labels[LABEL.service];
    if (labels[LABEL.project] !== name || service === undefined || services.has(service)) continue;
    services.set(service, {
      ...emptyService(service),
      dependsOn: readDependencies(labels[LABEL.dependsOn] ?? ''),
    });
  }
  const own = <Item extends { readonly name: string; readonly labels: Readonly<Record<string, string>> }>(
    items: readonly Item[],
    keyLabel: string,
  ) =>
    items
      .filter((item) => item.labels[LABEL.project] === name)
      .map((item) => ({ key: item.labels[keyLabel] ?? item.name, name: item.name }));
  const bare = { external: false, driverOpts: new Map(), labels: new Map(), extensions: new Map() };
  return {
    origin: 'labels',
    name,
    workingDir: observed.containers[0]?.labels[LABEL.workingDir] ?? '',
    configFiles: [],
    envFiles: [],
    services,
    disabledServices: new Map(),
    networks: new Map(
      own(observed.networks, LABEL.network).map((network) => [network.key, { ...bare, ...network }]),
    ),
    volumes: new Map(
      own(observed.volumes, LABEL.volume).map((volume) => [volume.key, { ...bare, ...volume }]),
    ),
    secrets: new Map(),
    configs: new Map(),
    extensions: new Map(),
    ...(observed.containers.some(isNamedAsBefore) && { nameSeparator: '_' as const }),
  };
}

/** By `--compatibility`, or by docker-compose 1. */
const isNamedAsBefore = ({ name, labels }: ObservedContainer): boolean =>
  name === [labels[LABEL.project], labels[LABEL.service], labels[LABEL.containerNumber]].join('_');

/** `db:service_healthy:true,cache:service_started:false`; the label does not say whether a dependency is required. */
function readDependencies(label: string): ReadonlyMap<string, Dependency> {
  const dependencies = new Map<string, Dependency>();
  for (const entry of label.split(',')) {
    const [service, condition, restart] = entry.split(':');
    if (!service) continue;
    dependencies.set(service, {
      condition: readCondition(condition),
      required: true,
      ...(restart === 'true' ? { restart: true } : {}),
    });
  }
  return dependencies;
}

function readCondition(text: string | undefined): DependencyCondition {
  return text === 'service_healthy' || text === 'service_completed_successfully' ? text : 'service_started';
}
