import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { dependencyOrder, type Graph } from '../graph/graph.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { serviceGraph } from '../graph/service-graph.ts';
import { isMadeAsWanted } from '../snapshot/made-as-wanted.ts';
import { dependencyWaits, Waits } from '../work/dependency-waits.ts';
import type { PlannedContainer } from '../work/planned-services.ts';

interface Restarted {
  /** All that the files declare. */
  readonly services: ReadonlyMap<string, ServiceSpec>;
  /** See `restartGraph`. */
  readonly follows: Graph;
  readonly containers: ReadonlyMap<string, readonly ObservedContainer[]>;
}

/** By service: those that it asked to be restarted with. */
export const restartGraph = (services: ReadonlyMap<string, ServiceSpec>): Graph =>
  new Map(
    [...services].map(([name, { dependsOn }]) => [
      name,
      new Set([...dependsOn].filter(([, { restart }]) => restart === true).map(([leader]) => leader)),
    ]),
  );

/**
 * Which service is restarted after which others. One behind an ingress has its turn when what it depends on is back, as in `up`: were both
 * away at the same time, connections would wait for one, and fail at the other. All others go as docker compose has them go.
 */
export class RestartOrder {
  /** Of the services, in order. */
  readonly names: readonly string[];
  readonly #order: Graph;
  readonly #restarted: Restarted;
  readonly #waits: Waits;
  readonly #steps = new Map<string, readonly StepId[]>();
  readonly #planned = new Map<string, readonly PlannedContainer[]>();

  constructor(plan: PlanBuilder, project: Project, restarted: Restarted) {
    const { services, follows } = restarted;
    const needs = serviceGraph(services);
    this.#restarted = restarted;
    this.#waits = new Waits(plan, {});
    this.#order = new Map(
      [...services].map(([name, service]) => {
        const graph = this.#isBehindIngress(project, service) ? needs : follows;
        return [name, graph.get(name) ?? new Set<string>()];
      }),
    );
    this.names = dependencyOrder(this.#order);
  }

  /** The steps after which the turn of a service comes. */
  stepsBefore(name: string): readonly StepId[] {
    const { services, follows } = this.#restarted;
    const service = services.get(name);
    const leaders = [...(this.#order.get(name) ?? [])];
    const stepsOf = (leader: string): readonly StepId[] => this.#steps.get(leader) ?? [];
    if (service === undefined || this.#order.get(name) === follows.get(name)) return leaders.flatMap(stepsOf);
    const isAwaited = (leader: string): boolean =>
      service.dependsOn.has(leader) && (this.#planned.get(leader) ?? []).length > 0;
    const work = {
      context: { intent: {} },
      planned: this.#planned,
      providers: new Map<string, StepId>(),
      waits: this.#waits,
    };
    return [
      ...leaders.filter((leader) => !isAwaited(leader)).flatMap(stepsOf),
      ...dependencyWaits(work, service),
    ];
  }

  /** @param steps after which it is back. None: it has no container, and who comes after it waits for what it would have waited for */
  restarted(name: string, steps: readonly StepId[], before: readonly StepId[]): void {
    this.#steps.set(name, steps.length > 0 ? steps : before);
    if (steps.length === 0) return;
    const containers = (this.#restarted.containers.get(name) ?? []).filter(isOfTheApp);
    this.#planned.set(
      name,
      containers.map((kept) => ({
        ref: { id: kept.id },
        name: kept.name,
        exists: [],
        started: steps,
        replaced: 'never',
        kept,
      })),
    );
  }

  /** One that is not as the files say does not serve its clients either way. */
  #isBehindIngress(project: Project, service: ServiceSpec): boolean {
    return (this.#restarted.containers.get(service.name) ?? []).some(
      (one) => !isOfTheApp(one) && isMadeAsWanted({ project, service }, one.labels[LABEL.ingress]),
    );
  }
}

const isOfTheApp = ({ labels }: ObservedContainer): boolean => !(LABEL.ingress in labels);
