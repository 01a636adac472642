import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

/** A published port as an engine writes it: `8080/tcp`. */
export type PortKey = `${string}/${string}`;

export const portKey = ({
  published,
  protocol,
}: {
  readonly published?: string | number | undefined;
  readonly protocol: string;
}): PortKey => `${published}/${protocol}`;

/** By port: who has it before anything is done. */
export function publishersOf(observed: Observed): ReadonlyMap<PortKey, readonly ObservedContainer[]> {
  const found = new Map<PortKey, ObservedContainer[]>();
  for (const container of observed.containers.filter(isAlive))
    for (const key of new Set(container.ports.map(portKey)))
      found.set(key, [...(found.get(key) ?? []), container]);
  return found;
}

/**
 * Collects the published ports that the plan frees: a container can only take one over after the one that holds it has
 * stopped. Orphans and services that were renamed are where this matters.
 */
export class PortHolders {
  readonly #steps = new Map<PortKey, StepId[]>();

  freedBy(container: ObservedContainer, step: StepId): void {
    for (const port of container.ports) {
      if (port.published === undefined) continue;
      const key = portKey(port);
      this.#steps.set(key, [...(this.#steps.get(key) ?? []), step]);
    }
  }

  /** The steps after which the ports of the service are free. */
  before(service: ServiceSpec): readonly StepId[] {
    return service.ports.flatMap((port) => this.#steps.get(portKey(port)) ?? []);
  }
}
