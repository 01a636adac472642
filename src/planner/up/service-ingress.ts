import { InternalError } from '../../diagnostics/internal-error.ts';
import type { ContainerRef } from '../../model/container-ref.ts';
import { isAlive } from '../../model/container-state.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { RoutedContainer } from '../../model/operation.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { ServiceUpdate } from '../../model/service-update.ts';
import { temporaryName } from '../../model/temporary-name.ts';
import { change } from '../diff/change.ts';
import { INGRESS_NUMBER, ingressName, ingressRequest, ingressSettings } from '../ingress/ingress-request.ts';
import { ingressOptions, wantsIngress } from '../ingress/wants-ingress.ts';
import { numberOf } from '../snapshot/own-containers.ts';
import type { PlannedContainer } from '../work/planned-services.ts';
import type { ServiceWork } from './service-work.ts';
import type { Staged } from './staged.ts';

/** As long as the engine itself gives a container to stop. */
const DEFAULT_GRACE_MS = 10_000;

interface Route {
  readonly after: readonly StepId[];
  readonly guard?: Guard | undefined;
  /** By number. Absent: all that get connections as far as the plan has come. */
  readonly containers?: ReadonlyMap<number, RoutedContainer>;
  /** A new ingress. Absent: the one that there is. */
  readonly made?: { readonly container: ContainerRef; readonly name: string };
}

interface Readiness {
  /** The step after which the new container is ready. */
  readonly wait: StepId;
  /** The steps that fail when it does. */
  readonly tests: readonly StepId[];
}

/** What the ingress of a service has to do while its containers are replaced: it goes over to the new ones, before the old ones stop. */
export class ServiceIngress {
  readonly #work: ServiceWork;
  readonly #service: ServiceSpec;
  readonly #have: ObservedContainer | undefined;
  readonly #isWanted: boolean;
  /** It stays as it is. */
  readonly #isKept: boolean;
  /** By number: who gets connections, as far as the plan has come. */
  readonly #routed = new Map<number, RoutedContainer>();
  #lastRoute: StepId | undefined;
  /** By number: the containers that a rollback has come back to. */
  readonly #backAt = new Map<number, RoutedContainer>();
  /** After which the containers that it takes the place of have stopped. */
  readonly #stopped: StepId[] = [];
  /** Of the containers that it went over to. */
  readonly #mayFail: StepId[] = [];
  #told: string;

  constructor(work: ServiceWork, service: ServiceSpec) {
    const { context } = work;
    const { ingress, current } = context.containersOf(service);
    this.#work = work;
    this.#service = service;
    this.#have = ingress;
    this.#isWanted = wantsIngress(service) && context.scaleOf(service) > 0;
    this.#isKept = ingress !== undefined && this.#isWanted && this.#isAsWanted(ingress);
    for (const container of current) this.#routed.set(numberOf(container), { ref: { id: container.id } });
    this.#told = this.#text();
  }

  get kind(): ServiceUpdate['ingress'] {
    if (!this.#isWanted) return undefined;
    return this.#isKept && this.#runs ? 'there' : 'new';
  }

  /** Connections go through it now. */
  get #runs(): boolean {
    return this.#isWanted && this.#have?.state === 'running';
  }

  /** What stands in the way of containers that publish ports themselves. */
  removeUnwanted(): void {
    if (this.#have === undefined || this.#isWanted) return;
    const cause: Cause = {
      kind: 'changed',
      fields: [change('ports', 'published by an ingress', 'not published by an ingress')],
    };
    this.#work.removals.depart(this.#have, { cause });
  }

  /** Half-made containers may have connections. @returns the steps after which they have no new ones */
  leave(leftovers: readonly ObservedContainer[]): readonly StepId[] {
    if (!this.#runs || !leftovers.some(isAlive)) return [];
    return this.#route({ kind: 'leftover' }, { after: [] });
  }

  /**
   * Goes over from an old container to its new one, and waits until the old one has no connection any more.
   *
   * @returns the steps after which the old one may stop
   */
  goOver(staged: Staged, ready: Readiness): readonly StepId[] {
    const { old, desired, cause, guard } = staged;
    return this.#drain(old, {
      name: desired.name,
      cause,
      after: this.goTo(staged, ready),
      guard,
    });
  }

  /** The same where the old one has stopped. @returns the steps after which the new one has connections */
  goTo({ old, desired, ref, cause, guard }: Staged, { wait, tests }: Readiness): readonly StepId[] {
    this.#routed.set(desired.replica, { ref, onceDone: wait, otherwise: old.id });
    const routed = this.#runs ? this.#route(cause, { after: [wait], guard }) : [wait];
    // Those after it route on without it.
    this.#mayFail.push(...tests);
    return routed;
  }

  /** An old container has stopped. */
  stopped(steps: readonly StepId[]): void {
    this.#stopped.push(...steps);
  }

  /** A container goes, and no other one comes in its place. @returns the steps after which it may stop */
  dismiss(container: ObservedContainer, cause: Cause): readonly StepId[] {
    this.#routed.delete(numberOf(container));
    if (!this.#runs || !isAlive(container)) return [];
    return this.#drain(container, {
      name: container.name,
      cause,
      after: this.#route(cause, { after: [] }),
      guard: undefined,
    });
  }

  #drain(
    { id }: ObservedContainer,
    {
      name,
      cause,
      after,
      guard,
    }: {
      readonly name: string;
      readonly cause: Cause;
      readonly after: readonly StepId[];
      readonly guard: Guard | undefined;
    },
  ): readonly StepId[] {
    if (!this.#runs || this.#have === undefined) return after;
    const graceMs = this.#service.stopGraceMs ?? DEFAULT_GRACE_MS;
    const seconds = this.#work.context.intent.timeoutSeconds;
    return [
      this.#work.plan.add({
        operation: {
          kind: 'drain-container',
          service: this.#service.name,
          container: id,
          name,
          ingress: { id: this.#have.id, name: this.#have.name },
          timeoutMs: seconds === undefined ? graceMs : seconds * 1000,
        },
        cause,
        after,
        guard,
      }),
    ];
  }

  /** Goes back to containers that run again. @param old by their numbers */
  goBack(
    old: readonly { readonly number: number; readonly id: ContainerId }[],
    { guard, after }: { readonly guard: Guard; readonly after: readonly StepId[] },
  ): readonly StepId[] {
    if (!this.#runs) return after;
    for (const { number, id } of old) this.#backAt.set(number, { ref: { id } });
    const containers = new Map([...this.#routed, ...this.#backAt]);
    return this.#route({ kind: 'requested', by: 'rollback' }, { after, guard, containers });
  }

  /**
   * All containers are planned.
   *
   * @param updated the steps after which all that are replaced are
   * @returns these, where whoever waits for the service waits for its ingress too
   */
  finish(planned: readonly PlannedContainer[], updated: readonly StepId[]): readonly PlannedContainer[] {
    if (!this.#isWanted) return planned;
    this.#routed.clear();
    planned.forEach(({ ref, kept }, index) => {
      const otherwise = kept?.id;
      const entry = otherwise === undefined || 'id' in ref ? { ref } : { ref, otherwise };
      this.#routed.set(index, entry);
    });
    const started = [...updated, ...planned.flatMap((container) => container.started)];
    const last =
      this.#isKept && this.#have ? this.#keep(this.#have, started, planned) : this.#make(started, planned);
    const [first, ...others] = planned;
    return first === undefined || last.length === 0
      ? planned
      : [{ ...first, started: [...first.started, ...last] }, ...others];
  }

  #keep(
    have: ObservedContainer,
    started: readonly StepId[],
    planned: readonly PlannedContainer[],
  ): readonly StepId[] {
    const { plan, context } = this.#work;
    const hasMoved = this.#text() !== this.#told || context.observed.interruptedSince !== undefined;
    const after = [...planned.flatMap(({ exists }) => exists), ...started];
    const cause: Cause = { kind: 'follows', resource: { kind: 'service', name: this.#service.name } };
    if (isAlive(have)) {
      if (hasMoved) return this.#route(cause, { after });
      plan.unchanged({ kind: 'container', name: have.name });
      return [];
    }
    const because: Cause = { kind: 'not-running', state: have.state };
    const routed = this.#route(because, { after });
    return context.intent.noStart ? [] : [this.#start({ id: have.id }, because, routed)];
  }

  /** A new one, in the place of the one that there is. */
  #make(started: readonly StepId[], planned: readonly PlannedContainer[]): readonly StepId[] {
    const { plan, context, images, networkSteps } = this.#work;
    const { project } = context;
    const have = this.#have;
    const name = ingressName(project, this.#service);
    const { image } = ingressOptions(project, this.#service);
    const request = ingressRequest(project, this.#service, image);
    const cause: Cause = have
      ? this.#causeOfChange(have, request.Labels[LABEL.ingress])
      : { kind: 'missing' };
    const ref = images.get(image)?.ref;
    if (ref === undefined) throw new InternalError(`nothing was planned for the image ${image}`);
    const temporary = have ? temporaryName(have.id, name) : name;
    const create = plan.add({
      operation: {
        kind: 'create-container',
        service: this.#service.name,
        replica: INGRESS_NUMBER,
        name: temporary,
        request,
        image: ref,
        references: [],
      },
      cause,
      after: Object.keys(request.NetworkingConfig.EndpointsConfig).flatMap(
        (network) => networkSteps.get(network) ?? [],
      ),
    });
    const container = { createdBy: create };
    const routed = this.#route(cause, {
      after: [create, ...planned.flatMap(({ exists }) => exists)],
      made: { container, name: temporary },
    });
    const ready = [...routed, ...started];
    const freed = have ? this.#replace(have, { container, name, temporary, cause, ready }) : ready;
    if (context.intent.noStart) return freed;
    return [this.#start(container, cause, freed)];
  }

  #replace(
    have: ObservedContainer,
    {
      container,
      name,
      temporary,
      cause,
      ready,
    }: {
      readonly container: ContainerRef;
      readonly name: string;
      readonly temporary: string;
      readonly cause: Cause;
      readonly ready: readonly StepId[];
    },
  ): readonly StepId[] {
    const { plan, stops, removals } = this.#work;
    const stop = stops.stop({ ...have, name }, { cause, after: ready, guard: undefined });
    const remove = removals.replace(have, {
      name,
      cause,
      after: [...ready, ...(stop === undefined ? [] : [stop])],
      guard: undefined,
    });
    return [
      plan.add({
        operation: { kind: 'rename-container', container, from: temporary, name },
        cause,
        after: [remove],
      }),
    ];
  }

  #route(cause: Cause, { after, guard, containers, made }: Route): readonly StepId[] {
    const { plan, context } = this.#work;
    const ingress = made?.container ?? (this.#have && { id: this.#have.id });
    if (ingress === undefined) return after;
    const { proxyProtocol } = ingressOptions(context.project, this.#service);
    if (containers === undefined) this.#told = this.#text();
    // Each tells all of it: they must not overtake one another.
    const before = this.#lastRoute === undefined ? [] : [this.#lastRoute];
    const step = plan.add({
      operation: {
        kind: 'route-ingress',
        service: this.#service.name,
        ingress,
        name: made?.name ?? this.#have?.name ?? '',
        isRunning: made === undefined && this.#runs,
        settings: ingressSettings(context.project, this.#service, proxyProtocol),
        containers: [...(containers ?? this.#routed)].sort(([a], [b]) => a - b).map(([, routed]) => routed),
      },
      cause,
      after: [...after, ...before],
      guard,
      ...(this.#mayFail.length === 0 ? {} : { tolerates: [...this.#mayFail] }),
    });
    this.#lastRoute = step;
    return [step];
  }

  #start(container: ContainerRef, cause: Cause, after: readonly StepId[]): StepId {
    const name = ingressName(this.#work.context.project, this.#service);
    return this.#work.plan.add({
      operation: { kind: 'start-container', container, name, service: this.#service.name },
      cause,
      after: [...after, ...this.#stopped, ...this.#work.ports.before(this.#service)],
    });
  }

  #isAsWanted({ id, labels }: ObservedContainer): boolean {
    const { context, disconnected, networkSteps } = this.#work;
    if (context.intent.noRecreate) return true;
    const { image } = ingressOptions(context.project, this.#service);
    const { Labels, NetworkingConfig } = ingressRequest(context.project, this.#service, image);
    const isOnNewNetwork = Object.keys(NetworkingConfig.EndpointsConfig).some((name) =>
      networkSteps.has(name),
    );
    return labels[LABEL.ingress] === Labels[LABEL.ingress] && !disconnected.has(id) && !isOnNewNetwork;
  }

  #causeOfChange({ labels }: ObservedContainer, wanted: string | undefined): Cause {
    const short = (hash: string | undefined): string => hash?.slice(0, 12) ?? '';
    return {
      kind: 'changed',
      fields: [change('ingress', short(labels[LABEL.ingress]), short(wanted))],
    };
  }

  /** Who gets connections when all that is planned so far is done. */
  #text(): string {
    return [...this.#routed.values()]
      .map(({ ref }) => JSON.stringify(ref))
      .sort()
      .join(' ');
  }
}
