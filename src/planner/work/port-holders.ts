import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

/**
 * Published ports that the plan frees: a container can only take one over after the one that holds it has stopped.
 * Orphans and services that were renamed are where this matters.
 */
export class PortHolders {
  readonly #steps = new Map<string, StepId[]>();

  freedBy(container: ObservedContainer, step: StepId): void {
    for (const { published, protocol } of container.ports) {
      if (published === undefined) continue;
      const port = `${published}/${protocol}`;
      this.#steps.set(port, [...(this.#steps.get(port) ?? []), step]);
    }
  }

  /** The steps after which the ports of the service are free. */
  before(service: ServiceSpec): readonly StepId[] {
    return service.ports.flatMap(
      ({ published, protocol }) => this.#steps.get(`${published}/${protocol}`) ?? [],
    );
  }
}
