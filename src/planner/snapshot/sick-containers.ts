import { emptyService } from '../../model/empty-service.ts';
import type { UnmetDependency } from '../../model/failure.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { endsForGood } from '../request/restart-policy.ts';
import { isMet } from './conditions.ts';

/** How a container is not as its service wants it. */
export type Sickness = 'exited' | 'restarting' | 'unhealthy' | 'paused' | 'not-started';

export interface SickContainer {
  readonly service: string;
  readonly container: ObservedContainer;
  readonly sickness: Sickness;
}

type ByService = ReadonlyMap<string, readonly ObservedContainer[]>;

/** The numbered containers that do not do their work. One that ended well and is not started again has done it. */
export function sickContainers(
  { services, disabledServices }: Pick<Project, 'services' | 'disabledServices'>,
  containers: ByService,
): readonly SickContainer[] {
  return [...containers].flatMap(([name, own]) => {
    // Of an orphan nothing is known but that it is there.
    const service = services.get(name) ?? disabledServices.get(name) ?? emptyService(name);
    return own.flatMap((container) => {
      const sickness = sicknessOf(container, service);
      return sickness === undefined ? [] : [{ service: name, container, sickness }];
    });
  });
}

function sicknessOf(
  { state, health, exitCode }: ObservedContainer,
  service: ServiceSpec,
): Sickness | undefined {
  switch (state) {
    case 'running':
      return health === 'unhealthy' ? 'unhealthy' : undefined;
    case 'exited':
      return exitCode === 0 && endsForGood(service) ? undefined : 'exited';
    case 'restarting':
    case 'paused':
      return state;
    case 'created':
      return 'not-started';
    case 'dead':
      return 'exited';
    case 'removing':
      return undefined;
  }
}

/** What a service waits for before it is started. */
export function unmetDependencies(service: ServiceSpec, containers: ByService): readonly UnmetDependency[] {
  return byKey(service.dependsOn).flatMap(([name, { condition, required }]) => {
    if (!required) return [];
    const own = containers.get(name) ?? [];
    if (own.length === 0) return [{ service: name, condition, state: 'missing' }];
    const lacking = own.find((container) => container.state === 'created' || !isMet(condition, container));
    return lacking ? [{ service: name, condition, state: stateWords(lacking) }] : [];
  });
}

function stateWords({ state, health, exitCode }: ObservedContainer): string {
  if (state === 'running') return health ?? 'running';
  return exitCode === undefined ? state : `${state} (${exitCode})`;
}
