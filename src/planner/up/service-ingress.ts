import type { ContainerRef } from '../../model/container-ref.ts';
import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { ConnectThrough, RoutedContainer } from '../../model/operation.ts';
import type { Cause, FieldChange, Guard } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { ServiceUpdate } from '../../model/service-update.ts';
import { anyOf, guardOf } from '../graph/guards.ts';
import { ingressRoutes } from '../ingress/ingress-routes.ts';
import { isBehindIngress, publishesPorts } from '../ingress/wants-ingress.ts';
import { awaitUpdated } from '../rollout/await-updated.ts';
import { addDrain, addRoute, DRAIN_OF_ALL_MS } from '../rollout/ingress-steps.ts';
import { isIdle } from '../snapshot/is-idle.ts';
import { hasLostPorts, hasSome } from '../snapshot/moving-ports.ts';
import { numberOf } from '../snapshot/own-containers.ts';
import { settleTime } from '../work/dependency-waits.ts';
import type { PlannedContainer } from '../work/planned-services.ts';
import { IngressContainer, type LastBeforeStop, type Made } from './ingress-container.ts';
import { removeNew } from './remove-new.ts';
import type { ServiceWork } from './service-work.ts';
import type { Staged, Starting } from './staged.ts';

interface Route {
  readonly after: readonly StepId[];
  readonly guard?: Guard | undefined;
  /** By number. Absent: all that get connections as far as the plan has come. */
  readonly containers?: ReadonlyMap<number, RoutedContainer>;
  /** A new ingress. Absent: the one that there is. */
  readonly made?: { readonly container: ContainerRef; readonly name: string };
}

/** An ingress that connections go through. */
interface Running {
  readonly ref: ContainerRef;
  readonly name: string;
  /** The steps after which it runs. */
  readonly since: readonly StepId[];
}

/** A new container that has connections, and is watched for a while: the old one still runs. */
interface Watched {
  readonly staged: Staged;
  readonly monitor: StepId;
}

interface Kept {
  /** The steps after which those that did not fail have the connections without their old ones. */
  readonly stay: readonly StepId[];
  /** For each the steps after which it has no connection any more, as it has failed. */
  readonly back: ReadonlyMap<Staged, readonly StepId[]>;
}

/** What the ingress of a service has to do while its containers are replaced: it goes over to the new ones, before the old ones stop. */
export class ServiceIngress {
  readonly #work: ServiceWork;
  readonly #service: ServiceSpec;
  readonly #container: IngressContainer;
  #running: Running | undefined;
  /** It was started before any container is replaced. */
  #hasJoined = false;
  /** By number: who gets connections, as far as the plan has come. */
  readonly #routed = new Map<number, RoutedContainer>();
  #lastRoute: StepId | undefined;
  /** By number: the containers that a rollback has come back to. */
  readonly #backAt = new Map<number, RoutedContainer>();
  /** Of the containers that it went over to. */
  readonly #mayFail: StepId[] = [];
  /** By number: the step after which it gets no connections, as it stops before its new one starts. */
  readonly #outAt = new Map<number, StepId | undefined>();
  /** By the step that makes it: after which a container beside others gets connections. */
  readonly #onceReady = new Map<StepId, StepId>();
  #told: string;
  /** Leftovers that have its ports. */
  #serving: readonly ObservedContainer[] = [];
  /** When all new containers are ready: their old ones have stopped first. */
  #startsLast = false;
  /** What a new one was told last, before its start. */
  #prepared: { readonly text: string; readonly steps: readonly StepId[] } | undefined;

  constructor(work: ServiceWork, service: ServiceSpec) {
    this.#work = work;
    this.#service = service;
    this.#container = new IngressContainer(work, service, (made, after) => this.#prepare(made, after));
    const { serving } = this.#container;
    if (serving) this.#running = { ref: { id: serving.id }, name: serving.name, since: [] };
    for (const container of this.#current)
      this.#routed.set(numberOf(container), { ref: { id: container.id } });
    this.#told = this.#text();
  }

  /** See `IngressContainer`. */
  get remade(): readonly FieldChange[] {
    return this.#container.remade;
  }

  get kind(): ServiceUpdate['ingress'] {
    if (!this.#container.isWanted) return undefined;
    const isThere = this.#container.isKept && (this.#hasJoined || this.#container.have?.state === 'running');
    if (publishesPorts(this.#service)) return isThere || this.#hasJoined ? 'there' : 'new';
    return isThere && !this.#current.some(hasOwnNames) ? 'there' : 'joins';
  }

  /** Connections go through it now, or will before any container is replaced. */
  get runs(): boolean {
    return this.#running !== undefined;
  }

  get #current(): readonly ObservedContainer[] {
    return this.#work.context.containersOf(this.#service).current;
  }

  /**
   * One that publishes nothing can be there before the containers that it stands before: they share its names with it until they are
   * replaced, and the new ones do not have them. So can one whose ports nobody has, before containers that stand behind it already.
   *
   * @returns the steps after which connections go through it
   */
  join(): readonly StepId[] {
    const { context } = this.#work;
    if (!this.#container.isWanted || this.#running || isIdle(context, this.#service)) return [];
    if (publishesPorts(this.#service) && !this.#lacksPorts()) return [];
    if (!this.#current.some(isAlive)) return [];
    const stays = this.#container.isKept ? this.#container.have : undefined;
    if (stays && isAlive(stays)) return [];
    const held = this.#container.holdLost();
    const since = stays ? this.#startAgain(stays, held) : this.#startNew(held);
    this.#hasJoined = true;
    return since;
  }

  #lacksPorts(): boolean {
    return hasLostPorts(this.#work.context, this.#service) && !this.#current.some(hasOwnNames);
  }

  #startAgain({ id, name, state }: ObservedContainer, held: readonly StepId[]): readonly StepId[] {
    const cause: Cause = { kind: 'not-running', state };
    const routed = this.#route(cause, { after: [] });
    return this.#startToServe({ container: { id }, name, cause }, [...held, ...routed]);
  }

  #startNew(held: readonly StepId[]): readonly StepId[] {
    const made = this.#container.create([]);
    const routed = this.#route(made.cause, { after: [made.exists], made });
    return this.#startToServe(made, [...held, ...routed]);
  }

  #startToServe(
    { container, name, cause }: Omit<Made, 'exists'>,
    after: readonly StepId[],
  ): readonly StepId[] {
    const started = this.#container.start(container, cause, after);
    const since = this.#container.release(container, [started]);
    this.#running = { ref: container, name, since };
    return since;
  }

  /** Whether a container accepts connections, only a container on its networks can tell. */
  get connect(): ConnectThrough | undefined {
    if (!this.#running || !(this.#container.isKept || this.#hasJoined)) return undefined;
    const { ref, name } = this.#running;
    const ports = ingressRoutes(this.#service).map(({ port }) => port);
    return ports.length === 0 ? undefined : { ingress: { ref, name }, ports };
  }

  /** See `IngressContainer`. */
  removeUnwanted(after: readonly StepId[], last?: LastBeforeStop): readonly StepId[] {
    return this.#container.removeUnwanted(after, last);
  }

  /** What is done right before an old container stops whose new one starts later, and whose ports an ingress gets after that. */
  lastBeforeStop(old: ObservedContainer): ReturnType<LastBeforeStop> {
    if (this.runs || !this.#container.isWanted) return undefined;
    this.#startsLast = true;
    return (after) => this.#container.hold([old], after);
  }

  /** See `IngressContainer`. */
  hold(holders: readonly ObservedContainer[], after: readonly StepId[]): readonly StepId[] {
    return this.#container.hold(holders, after);
  }

  /** An old container has stopped. */
  stopped(steps: readonly StepId[]): void {
    this.#container.stopped(steps);
  }

  /**
   * Who counts no more may have the ports all the same: somebody was killed before it gave them up. It serves until the ingress can.
   *
   * @returns the others
   */
  keepServing(leftovers: readonly ObservedContainer[]): readonly ObservedContainer[] {
    if (this.runs || !this.#container.isWanted || isIdle(this.#work.context, this.#service)) return leftovers;
    const serves = (one: ObservedContainer): boolean => hasSome(this.#service, one);
    this.#serving = leftovers.filter(serves);
    return leftovers.filter((one) => !serves(one));
  }

  /** @returns the steps after which nobody has the ports any more */
  #freePorts(after: readonly StepId[]): readonly StepId[] {
    const cause: Cause = { kind: 'leftover' };
    const last = (ready: readonly StepId[]) => this.#container.hold(this.#serving, ready);
    const stopped = this.#serving.flatMap((container) => {
      this.#work.removals.depart(container, { cause, after, last });
      return this.#work.stops.stepsOf(container.id);
    });
    return [...after, ...stopped];
  }

  /** Half-made containers may have connections. @returns for each the steps after which it has none */
  leave(leftovers: readonly ObservedContainer[]): (one: ObservedContainer) => readonly StepId[] {
    const cause: Cause = { kind: 'leftover' };
    const after = this.runs && leftovers.some(isAlive) ? this.#route(cause, { after: [] }) : [];
    return this.#drained(cause, after);
  }

  /**
   * Goes over to new containers as soon as they are ready, all of them in one go. Whoever fails leaves the connections to its old one.
   *
   * @param watched they are watched for a while: an old one gets what its new one does not accept
   * @returns the step that does it. Absent: connections do not go through the ingress yet.
   */
  goOver(batch: readonly Starting[], watched: boolean): StepId | undefined {
    const several = batch.length > 1;
    for (const { staged, wait, tests } of batch) {
      const { old, desired, ref, create } = staged;
      this.#routed.set(desired.replica, { ref, onceDone: wait, otherwise: old.id });
      if (several) this.#mayFail.push(create, ...tests);
    }
    const { cause } = batch[0]?.staged ?? { cause: { kind: 'missing' } };
    const when = anyOf(batch.map(({ staged }) => staged.when));
    const after = batch.map(({ wait }) => wait);
    const containers = new Map(this.#routed);
    for (const { staged } of batch) {
      const { replica } = staged.desired;
      const routed = this.#routed.get(replica);
      if (routed) containers.set(replica, { ...routed, hasSpare: true });
    }
    const spared = watched ? { containers } : {};
    const [route] = this.runs ? this.#route(cause, { after, guard: guardOf(when), ...spared }) : [];
    // Those after it route on without it.
    if (!several) this.#mayFail.push(...batch.flatMap(({ tests }) => tests));
    return route;
  }

  /**
   * New containers are watched while they have the connections. Those that stay ready have them without the old ones from then on. As soon
   * as one fails, its old one has them again.
   *
   * @param route the step that went over to them
   */
  watch(watched: readonly Watched[], route: StepId): Kept {
    const several = watched.length > 1;
    const monitors = watched.map(({ monitor }) => monitor);
    for (const { staged, monitor } of watched) {
      const { replica } = staged.desired;
      const routed = this.#routed.get(replica);
      if (routed) this.#routed.set(replica, { ...routed, unlessFailed: monitor });
    }
    const back = new Map(watched.map((one) => [one.staged, this.#comeBack(one, route)]));
    if (several) this.#mayFail.push(...monitors);
    const { cause } = watched[0]?.staged ?? { cause: { kind: 'missing' } };
    const when = anyOf(watched.map(({ staged }) => staged.when));
    const stay = this.#route(cause, { after: monitors, guard: guardOf(when) });
    if (!several) this.#mayFail.push(...monitors);
    return { stay, back };
  }

  #comeBack({ staged, monitor }: Watched, route: StepId): readonly StepId[] {
    const guard: Guard = { failed: [monitor], orCancelled: true, did: route };
    const containers = new Map(this.#routed);
    return this.drainNew(staged, {
      guard,
      after: this.#route(staged.cause, { after: [monitor], guard, containers }),
    });
  }

  /** @returns the steps after which an old container has no connection any more */
  drainOld({ old, desired: { name }, cause, guard }: Staged, after: readonly StepId[]): readonly StepId[] {
    if (!this.runs) {
      // While the old one still runs: clients wait for what comes after its stop.
      this.#container.createMissing(after);
      return this.#container.removeInTime(after);
    }
    return this.#drain({ container: { id: old.id }, name, cause, after, guard });
  }

  /** @returns the steps after which a new container has no connection any more */
  drainNew(
    { desired: { name }, create, cause }: Staged,
    {
      oldRuns = true,
      ...step
    }: { readonly guard: Guard; readonly after: readonly StepId[]; readonly oldRuns?: boolean },
  ): readonly StepId[] {
    const atMost = oldRuns ? {} : { atMostMs: DRAIN_OF_ALL_MS };
    return this.#drain({ container: { createdBy: create }, name, cause, ...atMost, ...step });
  }

  /**
   * A container stops before its new one starts. Connections go to the others; without others, they wait for the new one.
   *
   * @returns the steps after which it has none
   */
  takeOut({ old, desired, cause, guard }: Staged, after: readonly StepId[]): readonly StepId[] {
    if (!this.runs) this.#container.createMissing(after);
    if (!this.runs || !isAlive(old)) return after;
    this.#routed.delete(desired.replica);
    const atMostMs = this.#routed.size === 0 ? DRAIN_OF_ALL_MS : undefined;
    const route = this.#route(cause, { after, guard });
    this.#outAt.set(desired.replica, route[0]);
    return this.#drain({
      container: { id: old.id },
      name: desired.name,
      cause,
      after: route,
      guard,
      ...(atMostMs === undefined ? {} : { atMostMs }),
    });
  }

  /**
   * A new container whose old one has stopped gets connections, also when it fails: then there is nobody else to wait for. Where the
   * old one may come back they go on waiting.
   *
   * @returns the steps after which it has them
   */
  goTo(
    { old, desired, ref, cause, guard }: Staged,
    {
      wait,
      tests,
      stop,
      keepsOld,
    }: Pick<Starting, 'wait' | 'tests'> & { readonly stop: StepId | undefined; readonly keepsOld: boolean },
  ): readonly StepId[] {
    const out = this.#outAt.get(desired.replica);
    const isOpen = out !== undefined && !keepsOld;
    this.#routed.set(desired.replica, isOpen ? { ref } : { ref, onceDone: wait });
    if (isOpen) this.#mayFail.push(...tests);
    const routed = this.runs
      ? this.#route(cause, { after: [wait], guard })
      : this.#container.removeInTime([wait]);
    if (!isOpen) this.#mayFail.push(...tests);
    else {
      const since = this.#work.plan.since(out);
      const entry = stop === undefined ? { ref } : { ref, onceDone: stop, otherwise: old.id };
      const containers = new Map([...this.#routed, [desired.replica, entry]]);
      const undo: Guard = { failed: since, orCancelled: true, did: out };
      this.#route(cause, { after: [], guard: undo, containers });
    }
    return routed;
  }

  /** Whether others serve through it until a new container is ready. */
  get admits(): boolean {
    return this.runs && this.#current.some(isAlive);
  }

  /**
   * A container that is made beside others gets connections when it is ready. When it fails it goes: nobody misses it.
   *
   * @param since the first step that makes it
   */
  admit({ ref, name, started }: PlannedContainer, since: StepId): void {
    const { plan, context } = this.#work;
    if (!this.admits || started.length === 0 || !('createdBy' in ref)) return;
    const { name: service } = this.#service;
    const cause = plan.causeOf(ref.createdBy);
    const settleMs = settleTime(context, this.#service);
    const wait = plan.add({
      operation: awaitUpdated(
        service,
        { ref, name },
        { monitorMs: undefined, settleMs, instead: 'others', connect: this.connect },
      ),
      cause,
      after: started,
    });
    const tests = plan.since(since);
    this.#onceReady.set(ref.createdBy, wait);
    this.#mayFail.push(...tests);
    const guard = { failed: tests, orCancelled: true, did: ref.createdBy } as const;
    removeNew(this.#work, { name, service, create: ref.createdBy }, { cause, guard, after: [] });
  }

  /** Containers go, and no others come in their place. @returns for each the steps after which it may stop */
  dismiss(
    containers: readonly ObservedContainer[],
    cause: Cause,
  ): (one: ObservedContainer) => readonly StepId[] {
    for (const container of containers) this.#routed.delete(numberOf(container));
    const after = this.runs && containers.some(isAlive) ? this.#route(cause, { after: [] }) : [];
    return this.#drained(cause, after);
  }

  #drained(cause: Cause, after: readonly StepId[]): (one: ObservedContainer) => readonly StepId[] {
    return (one) => {
      if (after.length === 0 || !isAlive(one) || LABEL.ingress in one.labels) return after;
      return this.#drain({ container: { id: one.id }, name: one.name, cause, after });
    };
  }

  #drain({
    container,
    name,
    atMostMs,
    ...step
  }: {
    readonly container: ContainerRef;
    readonly name: string;
    readonly atMostMs?: number;
    readonly cause: Cause;
    readonly after: readonly StepId[];
    readonly guard?: Guard | undefined;
  }): readonly StepId[] {
    if (!this.#running) return step.after;
    const { plan, context } = this.#work;
    const { ref, name: ingress } = this.#running;
    const { timeoutSeconds } = context.intent;
    const drained = {
      container,
      name,
      ingress: { ref, name: ingress },
      timeoutSeconds,
      ...(atMostMs === undefined ? {} : { atMostMs }),
    };
    return [addDrain({ plan, project: context.project, service: this.#service }, drained, step)];
  }

  /** Goes back to old containers, which run again. */
  goBack(
    batch: readonly Staged[],
    { guard, after }: { readonly guard: Guard; readonly after: readonly StepId[] },
  ): readonly StepId[] {
    if (!this.runs) return after;
    for (const { old, desired } of batch) this.#backAt.set(desired.replica, { ref: { id: old.id } });
    const containers = new Map([...this.#routed, ...this.#backAt]);
    return this.#route({ kind: 'requested', by: 'rollback' }, { after, guard, containers });
  }

  /** New containers go before their old ones run again. */
  leaveNew(
    batch: readonly Staged[],
    { guard, after }: { readonly guard: Guard; readonly after: readonly StepId[] },
  ): readonly StepId[] {
    if (!this.runs) return after;
    const containers = new Map([...this.#routed, ...this.#backAt]);
    for (const { desired } of batch) containers.delete(desired.replica);
    return this.#route({ kind: 'requested', by: 'rollback' }, { after, guard, containers });
  }

  /**
   * All containers are planned.
   *
   * @param updated the steps after which all that are replaced are
   * @returns these, where whoever waits for the service waits for its ingress too
   */
  finish(planned: readonly PlannedContainer[], updated: readonly StepId[]): readonly PlannedContainer[] {
    if (!this.#container.isWanted) {
      this.#container.removeInTime([...updated, ...planned.flatMap((container) => container.started)]);
      return planned;
    }
    this.#routed.clear();
    planned.forEach(({ ref, kept }, index) => {
      const otherwise = kept?.id;
      const onceDone = 'createdBy' in ref ? this.#onceReady.get(ref.createdBy) : undefined;
      const entry = otherwise === undefined || 'id' in ref ? { ref } : { ref, otherwise };
      this.#routed.set(index, onceDone === undefined ? entry : { ...entry, onceDone });
    });
    // While connections wait, nothing that can be done later comes first.
    const isHurry = this.#container.holds && !this.#startsLast;
    const later = isHurry ? updated : [];
    const started = [
      ...(isHurry ? [] : updated),
      ...planned.flatMap((container) => container.started),
      ...this.#onceReady.values(),
    ];
    const last = this.#last(started, planned);
    const [first, ...others] = planned;
    return first === undefined || last.length === 0
      ? planned
      : [{ ...first, started: [...first.started, ...last, ...later] }, ...others];
  }

  #last(started: readonly StepId[], planned: readonly PlannedContainer[]): readonly StepId[] {
    if (this.#hasJoined && this.#running) return this.#keepJoined(this.#running, started, planned);
    if (this.#container.isKept && this.#container.have)
      return this.#keep(this.#container.have, started, planned);
    return this.#make(started, planned);
  }

  #keepJoined(
    { ref, name, since }: Running,
    started: readonly StepId[],
    planned: readonly PlannedContainer[],
  ): readonly StepId[] {
    const after = [...planned.flatMap(({ exists }) => exists), ...started];
    const routed = this.#text() === this.#told ? [] : this.#route(this.#follows, { after });
    const ready = [...since, ...routed];
    if (this.#container.have === undefined || this.#container.isKept) return ready;
    const cause = this.#container.causeOfChange(this.#container.have);
    return this.#container.replace(this.#container.have, { container: ref, temporary: name, cause, ready });
  }

  get #follows(): Cause {
    return { kind: 'follows', resource: { kind: 'service', name: this.#service.name } };
  }

  #keep(
    have: ObservedContainer,
    started: readonly StepId[],
    planned: readonly PlannedContainer[],
  ): readonly StepId[] {
    const { plan, context } = this.#work;
    const hasMoved = this.#text() !== this.#told || context.observed.interruptedSince !== undefined;
    const after = [...planned.flatMap(({ exists }) => exists), ...started];
    if (isAlive(have)) {
      if (hasMoved) return this.#route(this.#follows, { after });
      plan.unchanged({ kind: 'container', name: have.name });
      return [];
    }
    const because: Cause = { kind: 'not-running', state: have.state };
    const routed = this.#route(because, { after });
    if (isIdle(context, this.#service)) return [];
    const freed = this.#freePorts(routed);
    const ref = { id: have.id };
    return this.#container.release(ref, [this.#container.start(ref, because, freed)]);
  }

  /** A new one, in the place of the one that there is: only one at a time can publish the ports, but both can have the names. */
  #make(started: readonly StepId[], planned: readonly PlannedContainer[]): readonly StepId[] {
    const { context } = this.#work;
    // What comes first may fail: nothing is left of an ingress that was not needed then.
    const made = this.#container.create(this.#current.length > 0 ? started : []);
    const { container, name, cause } = made;
    const routed = this.#prepare(
      made,
      planned.flatMap((one) => one.exists),
    );
    const ready = this.#freePorts([...routed, ...started]);
    const start = (after: readonly StepId[]): readonly StepId[] =>
      isIdle(context, this.#service)
        ? after
        : this.#container.release(container, [this.#container.start(container, cause, after)]);
    const takePlace = (after: readonly StepId[]): readonly StepId[] =>
      this.#container.have
        ? this.#container.replace(this.#container.have, {
            container,
            temporary: name,
            cause,
            ready: after,
            told: routed,
          })
        : after;
    return publishesPorts(this.#service) ? start(takePlace(ready)) : takePlace(start(ready));
  }

  /** Gives a new one what it starts with, once, unless there is more to tell by now. @param after who exists, or is ready */
  #prepare(made: Made, after: readonly StepId[]): readonly StepId[] {
    const text = this.#text();
    if (this.#prepared?.text !== text) {
      const steps = this.#route(made.cause, { after: [made.exists, ...after], made });
      this.#prepared = { text, steps };
    }
    return this.#prepared.steps;
  }

  #route(cause: Cause, { after, guard, containers, made }: Route): readonly StepId[] {
    const { plan, context } = this.#work;
    const target = made ? { ref: made.container, name: made.name, since: [] } : this.#target;
    if (target === undefined) return after;
    if (containers === undefined) this.#told = this.#text();
    const before = this.#lastRoute === undefined ? [] : [this.#lastRoute];
    const step = addRoute(
      { plan, project: context.project, service: this.#service },
      {
        container: target.ref,
        name: target.name,
        isRunning: made === undefined && this.runs,
      },
      [...(containers ?? this.#routed)].sort(([a], [b]) => a - b).map(([, routed]) => routed),
      {
        // What changed in a container has not changed in the ingress.
        cause: made === undefined && 'fields' in cause ? this.#follows : cause,
        after: [...after, ...target.since, ...before],
        guard,
        ...(this.#mayFail.length === 0 ? {} : { tolerates: [...this.#mayFail] }),
      },
    );
    if (guard === undefined || !('failed' in guard)) this.#lastRoute = step;
    return [step];
  }

  /** The one that is told where connections go. */
  get #target(): Running | undefined {
    return (
      this.#running ??
      (this.#container.have && {
        ref: { id: this.#container.have.id },
        name: this.#container.have.name,
        since: [],
      })
    );
  }

  /** Who gets connections when all that is planned so far is done. */
  #text(): string {
    return [...this.#routed.values()]
      .map(({ ref }) => JSON.stringify(ref))
      .sort()
      .join(' ');
  }
}

/** Clients may find it by the names of the service. */
const hasOwnNames = (container: ObservedContainer): boolean =>
  isAlive(container) && !isBehindIngress(container.labels);
