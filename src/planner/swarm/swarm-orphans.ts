import type { StepId } from '../../model/ids.ts';
import type { ObservedSwarm, ObservedSwarmService } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices } from '../graph/service-graph.ts';
import { ingressPorts } from './ingress-ports.ts';
import { swarmServiceName } from './swarm-names.ts';

/** The services that are there, and that the files do not have. Without `removeOrphans` they stay, and that is told. */
export class SwarmOrphans {
  readonly #plan: PlanBuilder;
  readonly #all: readonly ObservedSwarmService[];
  readonly #areRemoved: boolean;
  readonly #removed = new Map<string, StepId>();
  /** By port that others wait for. */
  readonly #freed = new Map<string, StepId>();

  constructor(plan: PlanBuilder, project: Project, { services }: ObservedSwarm, removeOrphans: boolean) {
    this.#plan = plan;
    const declared = new Set(
      [...declaredServices(project).values()].map((service) => swarmServiceName(project, service)),
    );
    this.#all = services.filter(({ name }) => !declared.has(name));
    this.#areRemoved = removeOrphans;
  }

  /** By the id of a service: the step that removes it. */
  get removed(): ReadonlyMap<string, StepId> {
    return this.#removed;
  }

  /** Those whose ports others take, such as one that has another name now, go before those come. @param wanted each as `8080/tcp` */
  removeHolders(wanted: ReadonlySet<string>): void {
    if (!this.#areRemoved) this.#tellOfAll();
    for (const orphan of this.#areRemoved ? this.#all : []) {
      const taken = ingressPorts(orphan.spec).filter((port) => wanted.has(port));
      if (taken.length === 0) continue;
      const step = this.#remove(orphan, []);
      for (const port of taken) this.#freed.set(port, step);
    }
  }

  /** The steps after which these ports are free. */
  freeing(ports: readonly string[]): readonly StepId[] {
    return ports.flatMap((port) => this.#freed.get(port) ?? []);
  }

  removeRest(after: readonly StepId[]): void {
    if (!this.#areRemoved) return;
    for (const orphan of this.#all) if (!this.#removed.has(orphan.id)) this.#remove(orphan, after);
  }

  #tellOfAll(): void {
    if (this.#all.length === 0) return;
    const names = this.#all.map(({ name }) => name).join(', ');
    this.#plan.warn(`services that the files do not have stay: ${names}; --remove-orphans removes them`);
  }

  #remove({ id, name }: ObservedSwarmService, after: readonly StepId[]): StepId {
    const step = this.#plan.add({
      operation: { kind: 'remove-swarm-service', service: name, id, name },
      cause: { kind: 'orphan' },
      after,
    });
    this.#removed.set(id, step);
    return step;
  }
}
