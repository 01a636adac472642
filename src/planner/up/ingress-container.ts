import { InternalError } from '../../diagnostics/internal-error.ts';
import type { ContainerRef } from '../../model/container-ref.ts';
import type { ContainerRequest } from '../../model/container-request.ts';
import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { HeldPort } from '../../model/operation.ts';
import type { Cause, FieldChange } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { temporaryName } from '../../model/temporary-name.ts';
import { change } from '../diff/change.ts';
import { diffIngress } from '../diff/diff-ingress.ts';
import { INGRESS_NUMBER, ingressName, ingressRequest } from '../ingress/ingress-request.ts';
import {
  ingressOptions,
  isMadeOf,
  publishers,
  publishesPorts,
  wantsIngress,
} from '../ingress/wants-ingress.ts';
import { graceOf } from '../rollout/ingress-steps.ts';
import { isMadeAsWanted } from '../snapshot/made-as-wanted.ts';
import { heldPorts, holdsPorts, mayHold, publishedAlike } from '../snapshot/moving-ports.ts';
import { holdHelper } from '../work/hold-helper.ts';
import type { StopRequest } from '../work/stops.ts';
import type { ServiceWork } from './service-work.ts';

/** What the rest of a switch takes at most, on a busy machine. */
const BEYOND_GRACE_SECONDS = 20;

/** A new one, which was not started yet; under a temporary name where there is one that it takes the place of. */
export interface Made {
  readonly container: ContainerRef;
  readonly name: string;
  readonly cause: Cause;
  readonly exists: StepId;
}

/** What is done right before a container stops. */
export type LastBeforeStop = (container: ObservedContainer, cause: Cause) => StopRequest['last'];

/** The container of an ingress: made, started, replaced, and removed when nobody wants it any more. */
export class IngressContainer {
  /** The one that there is. */
  readonly have: ObservedContainer | undefined;
  readonly isWanted: boolean;
  /** It stays as it is. */
  readonly isKept: boolean;
  readonly #work: ServiceWork;
  readonly #service: ServiceSpec;
  readonly #prepare: (made: Made, after: readonly StepId[]) => readonly StepId[];
  /** After which the containers that it takes the place of have stopped. */
  readonly #stopped: StepId[] = [];
  #made: Made | undefined;
  /** The step after which new connections wait. */
  #hold: StepId | undefined;

  /** @param prepare tells a new one where connections go, once those exist or are ready; returns the steps after which it knows */
  constructor(
    work: ServiceWork,
    service: ServiceSpec,
    prepare: (made: Made, after: readonly StepId[]) => readonly StepId[],
  ) {
    this.#work = work;
    this.#service = service;
    this.#prepare = prepare;
    this.have = work.context.containersOf(service).ingress;
    this.isWanted = wantsIngress(work.context.project, service) && work.context.scaleOf(service) > 0;
    this.isKept = this.have !== undefined && this.isWanted && this.#isAsWanted(this.have);
  }

  /** One that runs, and shares a network with the containers that come. */
  get serving(): ObservedContainer | undefined {
    const { have } = this;
    return this.isWanted && have?.state === 'running' && this.#reachesNew(have) ? have : undefined;
  }

  get name(): string {
    return ingressName(this.#work.context.project, this.#service);
  }

  /** New connections wait until it has the ports. */
  get holds(): boolean {
    return this.#hold !== undefined;
  }

  /**
   * What stands in the way of containers that publish ports themselves goes, as late as can be. Where they do not, it serves until there
   * is a new one.
   *
   * @param after the steps after which a new container may start but for that
   * @returns those after which it may
   */
  removeUnwanted(after: readonly StepId[], last?: LastBeforeStop): readonly StepId[] {
    const { order } = this.#service.deploy?.updateConfig ?? {};
    const isInNobodysWay = order === 'start-first' && !publishesPorts(this.#service);
    if (this.have === undefined || this.isWanted || isInNobodysWay) return [];
    this.removeInTime(after, last);
    return this.#work.stops.stepsOf(this.have.id);
  }

  /** @returns the steps after which it has gone, if it has to */
  removeInTime(after: readonly StepId[], last?: LastBeforeStop): readonly StepId[] {
    const { context, removals } = this.#work;
    if (this.have === undefined || this.isWanted || context.intent.noRecreate) return after;
    const [itself, ingress] = publishers(this.#service);
    const cause: Cause = { kind: 'changed', fields: [change('ports', ingress, itself)] };
    return [removals.depart(this.have, { cause, after, last: last?.(this.have, cause) })];
  }

  /**
   * New connections to the ports that go over wait from now on, if the user wants that: all that takes time is done before.
   *
   * @param holders whose ports these are
   * @param after who is ready
   * @returns the steps after which the holders may give them up
   */
  hold(holders: readonly ObservedContainer[], after: readonly StepId[]): readonly StepId[] {
    const { context } = this.#work;
    if (this.#hold !== undefined) return [...after, this.#hold];
    if (!mayHold(context, this.#service)) return after;
    // Behind an ingress that is made anew, it has the ports.
    const have = this.have && !this.isKept ? [this.have] : [];
    const ports = publishedAlike(this.#service, [...holders, ...have].filter(isAlive));
    if (ports.length === 0 || !holdsPorts(context, this.#service)) return after;
    const routed = this.isKept ? [] : this.#prepare(this.create(after), after);
    return [this.#addHold(ports, [...after, ...routed])];
  }

  /** The same where nobody has the ports: it waits for nothing. @returns the step after which new connections wait, if the user wants that */
  holdLost(): readonly StepId[] {
    const isHeld = this.#hold === undefined && holdsPorts(this.#work.context, this.#service);
    return isHeld ? [this.#addHold(heldPorts(this.#service), [])] : [];
  }

  #addHold(ports: readonly HeldPort[], after: readonly StepId[]): StepId {
    const { plan, context } = this.#work;
    const limitSeconds = Math.ceil(graceOf(this.#service, context.intent.timeoutSeconds) / 1000);
    this.#hold = plan.add({
      operation: {
        kind: 'hold-ports',
        service: this.#service.name,
        helper: holdHelper(context.project, this.#service, limitSeconds + BEYOND_GRACE_SECONDS),
        ports,
      },
      cause: {
        kind: 'follows',
        resource: { kind: 'container', name: this.name },
      },
      after,
    });
    return this.#hold;
  }

  /** An old container has stopped. */
  stopped(steps: readonly StepId[]): void {
    this.#stopped.push(...steps);
  }

  release(container: ContainerRef, started: readonly StepId[]): readonly StepId[] {
    const { plan } = this.#work;
    const hold = this.#hold;
    if (hold === undefined) return started;
    this.#hold = undefined;
    const { name } = this;
    return [
      plan.add({
        operation: {
          kind: 'release-ports',
          service: this.#service.name,
          hold,
          ingress: { container, name },
        },
        cause: plan.causeOf(hold),
        after: [...started, hold],
      }),
    ];
  }

  /**
   * Once: it may be asked for before its turn.
   *
   * @param ready the steps after which it is needed for certain, where containers are updated that may fail
   */
  create(ready: readonly StepId[]): Made {
    this.#made ??= this.#planCreation(ready);
    return this.#made;
  }

  /** Where one that is there stays, it is only started, however it was stopped. @param ready see `create` */
  createMissing(ready: readonly StepId[]): void {
    if (this.isWanted && !this.isKept) this.create(ready);
  }

  #planCreation(ready: readonly StepId[]): Made {
    const { plan, images, networkSteps } = this.#work;
    const have = this.have;
    const request = this.#request;
    const cause: Cause = have ? this.causeOfChange(have) : { kind: 'missing' };
    const ref = images.get(request.Image)?.ref;
    if (ref === undefined) throw new InternalError(`nothing was planned for the image ${request.Image}`);
    const name = have ? temporaryName(have.id, this.name) : this.name;
    const exists = plan.add({
      operation: {
        kind: 'create-container',
        service: this.#service.name,
        replica: INGRESS_NUMBER,
        name,
        request,
        image: ref,
        references: [],
      },
      cause,
      after: [
        ...ready,
        ...Object.keys(request.NetworkingConfig.EndpointsConfig).flatMap(
          (network) => networkSteps.get(network) ?? [],
        ),
      ],
    });
    return { container: { createdBy: exists }, name, cause, exists };
  }

  replace(
    have: ObservedContainer,
    {
      container,
      temporary,
      cause,
      ready,
      told = [],
    }: {
      readonly container: ContainerRef;
      readonly temporary: string;
      readonly cause: Cause;
      readonly ready: readonly StepId[];
      /** Of these: those that tell the new one where connections go. */
      readonly told?: readonly StepId[];
    },
  ): readonly StepId[] {
    const { plan, stops, removals } = this.#work;
    const { name } = this;
    const stop = stops.stop(
      { ...have, name },
      { cause, after: ready, guard: undefined, last: (after) => this.hold([have], after) },
    );
    this.#undo(have, [...told, ...(stop === undefined ? [] : [stop])]);
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

  /** A new one that has not run goes, when it cannot take the place of the old one. @param steps of which one has failed then */
  #undo(have: ObservedContainer, steps: readonly StepId[]): void {
    const { plan } = this.#work;
    if (this.#made === undefined || !publishesPorts(this.#service) || !isAlive(have)) return;
    const { container, name, exists, cause } = this.#made;
    const hold = this.#hold === undefined ? [] : [this.#hold];
    plan.add({
      operation: { kind: 'remove-container', container, name, withVolumes: false },
      cause,
      after: [...steps, ...hold],
      guard: { failed: [...steps, ...hold], orCancelled: true, did: exists },
    });
  }

  start(container: ContainerRef, cause: Cause, after: readonly StepId[]): StepId {
    const { name } = this;
    return this.#work.plan.add({
      operation: { kind: 'start-container', container, name, service: this.#service.name },
      cause,
      after: [...after, ...this.#stopped, ...this.#work.ports.before(this.#service)],
    });
  }

  get #request(): ContainerRequest {
    const { project } = this.#work.context;
    return ingressRequest(project, this.#service, ingressOptions(project, this.#service).image);
  }

  #isAsWanted(ingress: ObservedContainer): boolean {
    const { id, labels } = ingress;
    const { context, disconnected, networkSteps, images } = this.#work;
    if (context.intent.noRecreate) return true;
    const { NetworkingConfig, Image } = this.#request;
    const isOnNewNetwork = Object.keys(NetworkingConfig.EndpointsConfig).some((name) =>
      networkSteps.has(name),
    );
    const where = { project: context.project, service: this.#service };
    return (
      isMadeAsWanted(where, labels[LABEL.ingress]) &&
      isMadeOf(ingress, Image, images.get(Image)?.current) &&
      !disconnected.has(id) &&
      !isOnNewNetwork
    );
  }

  /** It shares a network with the containers that come. */
  #reachesNew({ networks }: ObservedContainer): boolean {
    const wanted = Object.keys(this.#request.NetworkingConfig.EndpointsConfig);
    return this.isKept || wanted.some((name) => networks.has(name));
  }

  /** Why the one that there is, which runs, is made anew. Empty: it is not. */
  get remade(): readonly FieldChange[] {
    const { have } = this;
    return have && isAlive(have) && this.isWanted && !this.isKept ? this.#changesOf(have) : [];
  }

  causeOfChange(have: ObservedContainer): Cause {
    return { kind: 'changed', fields: this.#changesOf(have) };
  }

  #changesOf(have: ObservedContainer): readonly FieldChange[] {
    const { id, labels, image, networks } = have;
    const { disconnected, networkSteps, images, inspections } = this.#work;
    const request = this.#request;
    const isOther = !isMadeOf(have, request.Image, images.get(request.Image)?.current);
    const details = inspections.get(id)?.container;
    const changes = [
      ...(isOther ? [change('image', image, request.Image)] : []),
      ...(details ? diffIngress(details, request) : []),
    ];
    if (changes.length > 0) return changes;
    const anew = [...networks.keys()].filter((name) => networkSteps.has(name));
    if (anew.length > 0 || disconnected.has(id))
      return [change('networks', undefined, `${anew.join(', ') || 'one of them'} is made anew`)];
    const short = (hash: string | undefined): string => hash?.slice(0, 12) ?? '';
    return [change('ingress', short(labels[LABEL.ingress]), short(request.Labels[LABEL.ingress]))];
  }
}
