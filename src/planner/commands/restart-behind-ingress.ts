import { isAlive } from '../../model/container-state.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ContainerState, ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import type { ServiceUpdate } from '../../model/service-update.ts';
import { containerName } from '../request/names.ts';
import { addDrain, addRoute, DRAIN_OF_ALL_MS, type IngressPlan } from '../rollout/ingress-steps.ts';
import { isMadeAsWanted } from '../snapshot/made-as-wanted.ts';
import { partitionContainers } from '../snapshot/service-containers.ts';

/** In any other state it may not take a configuration. */
const RUNS_OR_STARTS = new Set<ContainerState>(['running', 'exited', 'created']);

/** What the ingress of a service does while the containers behind it are restarted: one that does not run is started first. */
export class RestartBehindIngress {
  readonly #where: IngressPlan;
  readonly #ingress: ObservedContainer;
  /** All that count, in order. */
  readonly #containers: readonly ObservedContainer[];
  /** Those that get connections when nobody is being restarted, as far as the plan has come. */
  readonly #serving: Set<ContainerId>;
  /** As far as the plan has come. */
  #runs: boolean;
  #out: StepId | undefined;
  /** Puts things back when a restart failed. */
  #undo: readonly StepId[] = [];

  private constructor(
    where: IngressPlan,
    ingress: ObservedContainer,
    containers: readonly ObservedContainer[],
  ) {
    this.#where = where;
    this.#ingress = ingress;
    this.#containers = containers;
    this.#runs = ingress.state === 'running';
    this.#serving = new Set(containers.filter(serves).map(({ id }) => id));
  }

  /** @returns undefined: there is no ingress, or it is not as the files say: then only `up` knows what it has to do */
  static of(where: IngressPlan, all: readonly ObservedContainer[]): RestartBehindIngress | undefined {
    const { project, service } = where;
    const nameOf = (number: number): string => containerName(project, service, number);
    const { ingress, current } = partitionContainers(all, nameOf);
    if (ingress === undefined || !RUNS_OR_STARTS.has(ingress.state)) return undefined;
    if (current.length === 0) return undefined;
    return isMadeAsWanted(where, ingress.labels[LABEL.ingress])
      ? new RestartBehindIngress(where, ingress, current)
      : undefined;
  }

  tell(how: Pick<ServiceUpdate, 'containers' | 'parallelism' | 'failureAction'>): void {
    this.#where.plan.update({
      service: this.#where.service.name,
      ...how,
      order: 'stop-first',
      restarts: true,
      sharedVolumes: [],
      ingress: 'there',
    });
  }

  /**
   * These get no new connections. An ingress that does not run is started with that: nobody has a connection through it.
   *
   * @param start restarts the ingress after these steps
   * @returns for each the steps after which none is open
   */
  takeOut(
    batch: readonly ObservedContainer[],
    {
      cause,
      after,
      timeoutSeconds,
      start,
    }: {
      readonly cause: Cause;
      readonly after: readonly StepId[];
      readonly timeoutSeconds: number | undefined;
      readonly start: (ingress: ObservedContainer, after: readonly StepId[]) => StepId;
    },
  ): (one: ObservedContainer) => readonly StepId[] {
    const leaving = new Set(batch.map(({ id }) => id));
    const others = this.#containers.filter(({ id }) => this.#serving.has(id) && !leaving.has(id));
    const out = this.#route(others, { cause, after: [...after, ...this.#undo] });
    this.#out = out;
    if (!this.#runs) {
      const started = start(this.#ingress, [out]);
      this.#runs = true;
      this.#out = started;
      return () => [started];
    }
    const atMostMs = others.length === 0 ? DRAIN_OF_ALL_MS : undefined;
    const ingress = { ref: { id: this.#ingress.id }, name: this.#ingress.name };
    return (one) => {
      if (!isAlive(one)) return [out];
      const { id, name } = one;
      const drained = {
        container: { id },
        name,
        ingress,
        timeoutSeconds,
        ...(atMostMs === undefined ? {} : { atMostMs }),
      };
      return [addDrain(this.#where, drained, { cause, after: [out] })];
    };
  }

  /**
   * Those that have been restarted get connections again. When one of them fails, all have them, as before.
   *
   * @param tests the steps of which one has failed then
   */
  putBack({
    cause,
    after,
    tests,
  }: {
    readonly cause: Cause;
    readonly after: readonly StepId[];
    readonly tests: readonly StepId[];
  }): StepId {
    for (const { id } of this.#containers) this.#serving.add(id);
    const back = this.#route(this.#containers, { cause, after });
    const did = this.#out;
    this.#undo = [
      this.#route(this.#containers, {
        cause,
        after: [],
        guard: { failed: [...tests, back], orCancelled: true, ...(did === undefined ? {} : { did }) },
      }),
    ];
    return back;
  }

  #route(
    containers: readonly ObservedContainer[],
    step: Omit<Parameters<typeof addRoute>[3], 'operation'>,
  ): StepId {
    const { id, name } = this.#ingress;
    const routed = containers.map((container) => ({ ref: { id: container.id } }));
    return addRoute(this.#where, { container: { id }, name, isRunning: this.#runs }, routed, step);
  }
}

const serves = ({ state, health }: ObservedContainer): boolean =>
  state === 'running' && (health ?? 'healthy') === 'healthy';
