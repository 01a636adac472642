import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

/** A published port as an engine writes it: `8080/tcp`. */
export type PortKey = `${string}/${string}`;

interface Port {
  readonly published?: string | number | undefined;
  readonly protocol: string;
}

/** Those that one container at a time can have: a port that is not published, or that the engine chooses, is nobody else's. */
export const portKeys = (ports: readonly Port[]): readonly PortKey[] =>
  ports.flatMap(({ published, protocol }): readonly PortKey[] =>
    published === undefined ? [] : [`${published}/${protocol}`],
  );

/** By port: who has it before anything is done. */
export function publishersOf(observed: Observed): ReadonlyMap<PortKey, readonly ObservedContainer[]> {
  const found = new Map<PortKey, ObservedContainer[]>();
  for (const container of observed.containers.filter(isAlive))
    for (const key of new Set(portKeys(container.ports)))
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
    for (const key of portKeys(container.ports))
      this.#steps.set(key, [...(this.#steps.get(key) ?? []), step]);
  }

  /** The steps after which the ports of the service are free. */
  before(service: ServiceSpec): readonly StepId[] {
    return portKeys(service.ports).flatMap((key) => this.#steps.get(key) ?? []);
  }
}
