import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Instead } from '../../model/operation.ts';
import type { OwnProxy } from '../../model/own-proxy.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { type IngressLack, type ServiceUpdate, stopFirstWarning } from '../../model/service-update.ts';
import { borrowedName } from '../../model/temporary-name.ts';
import type { UpdateOrder } from '../../model/update-config.ts';
import { ownProxy } from '../ingress/own-proxy.ts';
import { whyNoIngress } from '../ingress/wants-ingress.ts';
import { awaitUpdated } from '../rollout/await-updated.ts';
import { Rollout, type Turn } from '../rollout/rollout.ts';
import { reasonForStopFirst, writableVolumes } from '../rollout/update-order.ts';
import { DEFAULT_RULES, type UpdateRules, updateRulesOf } from '../rollout/update-rules.ts';
import { isIdle } from '../snapshot/is-idle.ts';
import { holdsPorts } from '../snapshot/moving-ports.ts';
import { settleTime } from '../work/dependency-waits.ts';
import type { PlannedContainer } from '../work/planned-services.ts';
import { stopDependents } from '../work/stop-dependents.ts';
import type { PortHandover } from './port-handover.ts';
import { removeNew } from './remove-new.ts';
import type { ServiceIngress } from './service-ingress.ts';
import type { ServiceWork } from './service-work.ts';
import { removeOld, type Staged, type Starting, type Swap, swapNames } from './staged.ts';
import { addStart } from './start-steps.ts';

interface Replaced {
  readonly staged: Staged;
  /** After which the new one has the place of the old one, which has stopped. */
  readonly last: readonly StepId[];
  /** The step that stops the old one. Absent: it does not run. */
  readonly stop: StepId | undefined;
  /** Absent: the old one has gone by then. */
  readonly swap: Swap | undefined;
  /** The step after which only the way back removes the new one. */
  readonly stands: StepId;
}

/** How a new container got its connections. */
interface GoneOver {
  /** Absent: not through an ingress. */
  readonly route: StepId | undefined;
  /** The steps after which the old one is not needed any more. */
  readonly over: readonly StepId[];
  /** Watches the new one after the switch. */
  readonly monitor?: StepId;
  /** The steps after which a new one that has failed then has no connection any more. */
  readonly back?: readonly StepId[];
}

/** The update of one service that has an `update_config`: its containers are replaced batch by batch, each new one is waited for. */
export class ServiceUpdating {
  /** The old containers stay until all new ones are ready, so that there is a way back. */
  readonly keepsOld: boolean;
  readonly #work: ServiceWork;
  readonly #service: ServiceSpec;
  readonly #rules: UpdateRules;
  readonly #order: UpdateOrder;
  readonly #ingress: ServiceIngress;
  readonly #proxy: OwnProxy | undefined;
  readonly #rollout: Rollout;
  readonly #replaced: Replaced[] = [];
  /** New containers of the present batch that get connections together. */
  #starting: Starting[] = [];

  constructor(
    work: ServiceWork,
    service: ServiceSpec,
    rules: UpdateRules,
    {
      order,
      total,
      ingress,
      proxy,
    }: {
      readonly order: UpdateOrder;
      readonly total: number;
      readonly ingress: ServiceIngress;
      readonly proxy: OwnProxy | undefined;
    },
  ) {
    this.#proxy = proxy;
    this.#ingress = ingress;
    this.#work = work;
    this.#service = service;
    this.#rules = rules;
    this.#order = order;
    this.#rollout = new Rollout(work.plan, service.name, { ...pausing(rules, order, proxy), order }, total);
    this.keepsOld = rules.failureAction === 'rollback';
  }

  /** The steps after which the next container may be replaced. */
  begin(): readonly StepId[] {
    if (!this.#rollout.hasRoom(this.#starting.length)) this.#switchOver();
    return this.#rollout.begin();
  }

  startsFirst(old: ObservedContainer): boolean {
    return this.#order === 'start-first' && isAlive(old);
  }

  /**
   *     start the new one → wait until it is ready → swap their names → stop the old one → remove it
   *
   * When the new one fails, it goes, and the old one runs on. The names tell at each moment which of the two counts.
   * Behind an ingress, a batch gets connections in one go, and is watched while the old ones still run.
   * @returns the steps after which the new one is ready
   */
  startFirst(staged: Staged): readonly StepId[] {
    const { plan } = this.#work;
    const { desired, ref, cause, guard, create, ready } = staged;
    const { name, service } = desired;
    const since = plan.nextId();
    const started = addStart(this.#work, service, {
      ref,
      name,
      cause,
      after: [create, ...ready],
      guard,
      keepsRunning: true,
      oldRuns: true,
    });
    const monitorMs = this.#ingress.runs ? undefined : this.#rules.monitorMs;
    const wait = this.#await(staged, { after: started, monitorMs });
    const tests = plan.since(since);
    const followers = stopDependents(
      this.#work,
      service.name,
      { kind: 'container', name },
      { after: [wait], guard },
    );
    this.#starting.push({ staged, wait, tests, followers });
    if (!this.#ingress.runs) this.#switchOver();
    return [wait];
  }

  /** Those of the batch that are ready get the connections of their old ones. */
  #switchOver(): void {
    const batch = this.#starting;
    this.#starting = [];
    if (batch.length === 0) return;
    const { monitorMs = 0 } = this.#rules;
    const route = this.#ingress.goOver(batch, monitorMs > 0);
    if (route === undefined || monitorMs === 0) {
      for (const starting of batch)
        this.#replaceOld(starting, { route, over: [starting.wait, ...(route === undefined ? [] : [route])] });
      return;
    }
    const watched = batch.map((starting) => {
      const { staged, wait } = starting;
      const after = [wait, route];
      const monitor = this.#await(staged, { after, monitorMs, instead: 'old-again' });
      return { starting, staged, monitor };
    });
    const { stay, back } = this.#ingress.watch(watched, route);
    for (const { starting, staged, monitor } of watched) {
      const over = [monitor, ...stay];
      this.#replaceOld(starting, { route, over, monitor, back: back.get(staged) ?? [] });
    }
  }

  #replaceOld(
    { staged, wait, tests: before, followers }: Starting,
    { route, over, monitor, back = [] }: GoneOver,
  ): void {
    const { stops } = this.#work;
    const { old, desired, cause, guard, create } = staged;
    const tests = monitor === undefined ? before : [...before, monitor];
    const stands = monitor ?? wait;
    const left = this.#ingress.drainOld(staged, over);
    const swap = swapNames(this.#work, staged, left);
    const noticed = this.#letProxyNotice(cause, [wait], guard);
    const stop = stops.stop(
      { ...old, name: desired.name },
      {
        cause,
        after: [...swap.taken, ...noticed, ...followers],
        guard,
        last: (after) => this.#ingress.hold([old], after),
      },
    );
    const last = stop === undefined ? swap.taken : [stop];
    this.#ingress.stopped(last);
    const done = this.keepsOld ? last : [removeOld(this.#work, staged, last)];
    const guardOfUndo: Guard = { failed: tests, orCancelled: true, did: create };
    // A route that has failed has changed nothing.
    const or = route === undefined ? {} : { or: [{ failed: [route], did: create }] };
    this.#removeNew(staged, { ...guardOfUndo, ...or }, [...done, ...back]);
    this.#add(staged, { tests, done, last, stop, swap, stands });
  }

  /** @returns the steps after which an old one that is stopped first may stop */
  stopsFirst(staged: Staged, after: readonly StepId[]): readonly StepId[] {
    return this.#ingress.takeOut(staged, after);
  }

  /** The old one has stopped, and the new one is started. @param since the first step of that start */
  stoppedFirst(
    staged: Staged,
    {
      started,
      since,
      stop,
    }: {
      readonly started: readonly StepId[];
      readonly since: StepId;
      readonly stop: StepId | undefined;
    },
  ): void {
    if (started.length === 0) return;
    const wait = this.#await(staged, { after: started, monitorMs: this.#rules.monitorMs });
    const tests = this.#work.plan.since(since);
    const routed = this.#ingress.goTo(staged, { wait, tests, stop, keepsOld: this.keepsOld });
    const swap = this.keepsOld ? swapNames(this.#work, staged, routed) : undefined;
    const last = swap?.taken ?? routed;
    this.#add(staged, { tests, done: last, last, stop, swap, stands: staged.create });
  }

  /** A container that is as the file wants it but for not being ready: nobody else is touched before it is. */
  kept({ name, started, kept }: PlannedContainer, since: StepId): void {
    if (kept === undefined) return;
    const { plan, context } = this.#work;
    const first = started[0];
    const cause: Cause =
      first === undefined ? { kind: 'needed-by', service: this.#service.name } : plan.causeOf(first);
    const wait = plan.add({
      operation: awaitUpdated(
        this.#service.name,
        { ref: { id: kept.id }, name },
        {
          monitorMs: this.#rules.monitorMs,
          settleMs: settleTime(context, this.#service),
          connect: this.#ingress.connect,
        },
      ),
      cause,
      after: started,
    });
    this.#rollout.add({ name, cause, when: 'always', tests: plan.since(since), done: [wait] });
  }

  /** Nothing more is replaced. @returns the steps after which the service is updated */
  end(): readonly StepId[] {
    this.#switchOver();
    const after = this.#rollout.end();
    if (!this.keepsOld) return after;
    for (const { staged, last } of this.#replaced) removeOld(this.#work, staged, [...after, ...last]);
    this.#rollBack();
    return after;
  }

  #add(
    staged: Staged,
    { tests, done, ...more }: Pick<Turn, 'tests' | 'done'> & Omit<Replaced, 'staged'>,
  ): void {
    const { desired, cause, when } = staged;
    const turn = { name: desired.name, cause, when, tests, done };
    this.#rollout.add(turn);
    this.#replaced.push({ staged, ...more });
  }

  #await(
    { old, desired: { name, service }, ref, cause, guard }: Staged,
    {
      after,
      monitorMs,
      instead = 'old',
    }: {
      readonly after: readonly StepId[];
      readonly monitorMs: number | undefined;
      readonly instead?: Instead;
    },
  ): StepId {
    const { context } = this.#work;
    const { wait, waitTimeoutMs } = context.intent;
    return this.#work.plan.add({
      operation: awaitUpdated(
        service.name,
        { ref, name },
        {
          monitorMs,
          settleMs: settleTime(context, service),
          timeoutMs: wait ? waitTimeoutMs : undefined,
          instead: this.startsFirst(old) ? instead : undefined,
          connect: this.#ingress.connect,
        },
      ),
      cause,
      after,
      guard,
    });
  }

  /** @param ready the steps after which there is a container to notice. @returns those after which another one may stop */
  #letProxyNotice(cause: Cause, ready: readonly StepId[], guard: Guard | undefined): readonly StepId[] {
    if (this.#proxy === undefined || this.#proxy.noticeMs === 0) return [];
    return [
      this.#work.plan.add({
        operation: {
          kind: 'pause-update',
          service: this.#service.name,
          forMs: this.#proxy.noticeMs,
          proxy: this.#proxy.kind,
        },
        cause,
        after: ready,
        guard,
      }),
    ];
  }

  /** When a batch has failed, or at Ctrl-C: the old containers run again, and the new ones go. */
  #rollBack(): void {
    const { parallelism, order, delayMs } = this.#rules.rollback;
    let before: readonly StepId[] = [];
    for (let first = 0; first < this.#replaced.length; first += parallelism) {
      before = this.#bringBack(this.#replaced.slice(first, first + parallelism), order, before);
      if (delayMs > 0 && first + parallelism < this.#replaced.length)
        before = [
          this.#work.plan.add({
            operation: { kind: 'pause-update', service: this.#service.name, forMs: delayMs },
            cause: { kind: 'requested', by: 'rollback' },
            after: before,
            guard: this.#ifFailed(),
          }),
        ];
    }
  }

  /** What is undone, it is only where it was done. */
  #ifFailed(did?: StepId): Guard {
    const guard = { failed: this.#rollout.judges, orCancelled: true } as const;
    return did === undefined ? guard : { ...guard, did };
  }

  #bringBack(batch: readonly Replaced[], order: UpdateOrder, before: readonly StepId[]): readonly StepId[] {
    const startOld = ({ staged, stop }: Replaced, after: readonly StepId[]): readonly StepId[] =>
      this.#startOld(staged, this.#ifFailed(stop), after);
    const oldRuns = order === 'start-first' && this.#order === 'start-first';
    const removeNew = ({ staged, stands, swap }: Replaced, after: readonly StepId[]): readonly StepId[] => {
      const guard = this.#ifFailed(stands);
      const left = this.#ingress.drainNew(staged, { guard, after, oldRuns });
      return this.#nameOld(staged, this.#ifFailed(swap?.freed), this.#removeNew(staged, guard, left));
    };
    const old = batch.map(({ staged }) => staged);
    /** For all of them in one go, where there is an ingress. */
    const together = (
      route: 'goBack' | 'leaveNew',
      after: ReadonlyMap<Replaced, readonly StepId[]>,
    ): ((one: Replaced) => readonly StepId[]) => {
      if (!this.#ingress.runs) return (one) => after.get(one) ?? [];
      const routed = this.#ingress[route](old, {
        guard: this.#ifFailed(),
        after: [...after.values()].flat(),
      });
      return () => routed;
    };
    const begin = new Map(batch.map((one) => [one, [...before, ...one.last]]));
    if (oldRuns) {
      const started = new Map([...begin].map(([one, after]) => [one, startOld(one, after)]));
      const back = together('goBack', started);
      return batch.flatMap((one) => {
        const noticed = this.#letProxyNotice(
          one.staged.cause,
          started.get(one) ?? [],
          this.#ifFailed(one.stop),
        );
        return removeNew(one, [...back(one), ...noticed]);
      });
    }
    const left = together('leaveNew', begin);
    const started = new Map(batch.map((one) => [one, startOld(one, removeNew(one, left(one)))]));
    const back = together('goBack', started);
    return batch.flatMap(back);
  }

  /** Its own name is free again. */
  #nameOld(
    { old, desired: { name }, cause }: Staged,
    guard: Guard,
    after: readonly StepId[],
  ): readonly StepId[] {
    return [
      this.#work.plan.add({
        operation: {
          kind: 'rename-container',
          container: { id: old.id },
          from: borrowedName(old.id, name),
          name,
        },
        cause,
        after,
        guard,
      }),
    ];
  }

  #startOld(
    { old, desired: { name, service }, cause }: Staged,
    guard: Guard,
    after: readonly StepId[],
  ): readonly StepId[] {
    const { plan, context } = this.#work;
    if (!isAlive(old)) return after;
    const started = plan.add({
      operation: { kind: 'start-container', container: { id: old.id }, name, service: service.name },
      cause,
      after,
      guard,
    });
    return [
      plan.add({
        operation: awaitUpdated(
          service.name,
          { ref: { id: old.id }, name },
          {
            monitorMs: undefined,
            settleMs: settleTime(context, service),
            connect: this.#ingress.connect,
          },
        ),
        cause,
        after: [started],
        guard,
      }),
    ];
  }

  #removeNew(
    { desired: { name, service }, create, cause }: Staged,
    guard: Guard,
    after: readonly StepId[],
  ): readonly StepId[] {
    return removeNew(this.#work, { name, service: service.name, create }, { cause, guard, after });
  }
}

/**
 * Begins the update of a service, and notes in the plan how it goes.
 *
 * @param replaced its containers that may be replaced, in order
 * @param unready the number of those that stay, and are not ready
 * @returns undefined when the file says nothing about updates, or nothing is replaced or started.
 */
export function beginUpdating(
  work: ServiceWork,
  service: ServiceSpec,
  { replaced, unready }: { readonly replaced: readonly ObservedContainer[]; readonly unready: number },
  ingress: ServiceIngress,
  handover: PortHandover | undefined,
): ServiceUpdating | undefined {
  const waits = handover?.told(replaced);
  // Who has connections wait waits for the new container, too.
  const rules = updateRulesOf(service) ?? (waits && DEFAULT_RULES);
  if (rules === undefined || isIdle(work.context, service)) return undefined;
  const remade = ingress.remade.map(({ field }) => field);
  if (replaced.length === 0) {
    if (remade.length > 0) work.plan.update(updateOfIngress(work, service, rules, { ingress, remade }));
    return undefined;
  }
  const proxy = ownProxy(service);
  const giveUp = replaced.some(({ id }) => work.disconnected.has(id) || work.renamed.has(id));
  const stops = replaced.some(({ id }) => work.stops.when(id) !== 'never');
  const isAnyAlive = replaced.some(isAlive);
  const insteadOf =
    rules.order === 'start-first' && isAnyAlive
      ? reasonForStopFirst(work, service, { containers: replaced, giveUp, stops })
      : undefined;
  const order = insteadOf === undefined && isAnyAlive ? rules.order : 'stop-first';
  if (insteadOf !== undefined && waits === undefined)
    work.plan.warn(stopFirstWarning(service.name, insteadOf));
  const lacksIngress = order === 'start-first' ? lackOf(work, service, replaced) : undefined;
  const sharedVolumes = order === 'start-first' ? writableVolumes(service) : [];
  if (sharedVolumes.length > 0)
    work.plan.warn(
      `service ${service.name}: the old and the new container write to ${sharedVolumes.join(', ')} at the same time during the update; what keeps its data there, as a database does, may lose some (order: stop-first avoids it)`,
    );
  work.plan.update({
    service: service.name,
    containers: replaced.length,
    parallelism: Math.min(rules.parallelism, replaced.length),
    order,
    ...(insteadOf === undefined ? {} : { insteadOf }),
    sharedVolumes,
    failureAction: rules.failureAction,
    ...(ingress.kind === undefined ? {} : { ingress: ingress.kind }),
    ...(remade.length === 0 ? {} : { remade }),
    ...(holdsPorts(work.context, service) ? { holds: true } : {}),
    ...(waits === undefined ? {} : { waits }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(lacksIngress === undefined ? {} : { lacksIngress }),
  });
  const total = replaced.length + unready;
  return new ServiceUpdating(work, service, rules, { order, total, ingress, proxy });
}

/** Nothing but its ingress is replaced. */
const updateOfIngress = (
  work: ServiceWork,
  service: ServiceSpec,
  { failureAction }: UpdateRules,
  { ingress, remade }: { readonly ingress: ServiceIngress; readonly remade: readonly string[] },
): ServiceUpdate => ({
  service: service.name,
  containers: 0,
  parallelism: 0,
  order: 'start-first',
  sharedVolumes: [],
  failureAction,
  ...(ingress.kind === undefined ? {} : { ingress: ingress.kind }),
  ...(holdsPorts(work.context, service) ? { holds: true } : {}),
  remade,
});

/** Stop-first, the next container stops as soon as the one before is ready: a proxy has to have noticed that by then. */
const pausing = (rules: UpdateRules, order: UpdateOrder, proxy: OwnProxy | undefined): UpdateRules =>
  order === 'stop-first' && proxy !== undefined
    ? { ...rules, delayMs: Math.max(rules.delayMs, proxy.noticeMs) }
    : rules;

/** @param replaced the engine lists which ports their images declare */
function lackOf(
  { context }: ServiceWork,
  service: ServiceSpec,
  replaced: readonly ObservedContainer[],
): IngressLack | undefined {
  const why = whyNoIngress(context.project, service);
  switch (why?.kind) {
    case 'no-ports': {
      const listed = replaced.flatMap(({ ports }) => ports).filter(({ protocol }) => protocol === 'tcp');
      const declared = [...new Set(listed.map(({ target }) => target))].sort((a, b) => a - b);
      return { kind: 'no-ports', declared };
    }
    case 'protocol':
      return { kind: 'port', port: why.port };
    case 'datagrams':
      return { kind: 'port', port: why.port, udpIsOff: true };
    case 'reserved':
      return { kind: 'port', port: `${why.port}/tcp` };
    case 'too-many':
      return why;
    default:
      return undefined;
  }
}
