import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { HeldPort } from '../../model/operation.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { ServiceUpdate } from '../../model/service-update.ts';
import { wantsIngress } from '../ingress/wants-ingress.ts';
import { addHold, addRelease, type HeldService, holdLimitSeconds } from '../rollout/hold-steps.ts';
import { isIdle } from '../snapshot/is-idle.ts';
import { hasLostOwnPorts, heldPorts, mayHold, publishedAlike } from '../snapshot/moving-ports.ts';
import type { PlannedContainer } from '../work/planned-services.ts';
import type { ServiceWork } from './service-work.ts';

/**
 * Published ports that go from a container to the one that takes its place without an ingress: new connections wait from before the one
 * stops until the other one serves, if the user agreed to that.
 *
 *     create the new one → pre_stop → hold-ports → stop the old one → start the new one → it serves → release-ports
 */
export class PortHandover {
  readonly #where: HeldService;
  readonly #holders: readonly ObservedContainer[];
  readonly #ports: readonly HeldPort[];
  readonly #isLost: boolean;
  #hold: { readonly step: StepId; readonly guard: Guard | undefined } | undefined;

  private constructor(
    where: HeldService,
    holders: readonly ObservedContainer[],
    { ports, isLost }: { readonly ports: readonly HeldPort[]; readonly isLost: boolean },
  ) {
    this.#where = where;
    this.#holders = holders;
    this.#ports = ports;
    this.#isLost = isLost;
  }

  /** @returns undefined: the user did not agree, an ingress has the ports or gets them, or there are none */
  static of({ context, plan }: ServiceWork, service: ServiceSpec): PortHandover | undefined {
    const { intent, project, scaleOf, containersOf } = context;
    const isRun = !isIdle({ intent }, service) && !intent.noRecreate && scaleOf(service) > 0;
    if (!isRun || !mayHold(context, service) || wantsIngress(project, service)) return undefined;
    const { current, leftovers, ingress } = containersOf(service);
    const holders = [...current, ...leftovers, ...(ingress ? [ingress] : [])].filter(isAlive);
    const isLost = hasLostOwnPorts(context, service);
    const ports = isLost ? heldPorts(service) : publishedAlike(service, holders);
    if (ports.length === 0) return undefined;
    const where = { plan, project, service, timeoutSeconds: intent.timeoutSeconds };
    return new PortHandover(where, holders, { ports, isLost });
  }

  /** What to tell of an update that replaces these. */
  told(replaced: readonly ObservedContainer[]): ServiceUpdate['waits'] {
    if (!this.#isLost && !this.#holders.some((one) => replaced.includes(one))) return undefined;
    const { service, timeoutSeconds } = this.#where;
    return {
      ports: this.#ports.map(({ port }) => port),
      atMostSeconds: holdLimitSeconds(service, timeoutSeconds),
    };
  }

  /** Somebody was killed when nobody had the ports: new connections wait from the beginning. @returns the steps after which they do */
  holdLost(): readonly StepId[] {
    const cause: Cause = { kind: 'leftover' };
    return this.#isLost ? this.#add({ cause, after: [], guard: undefined }) : [];
  }

  /** What is done right before a container stops that has the ports. */
  before(
    container: ObservedContainer,
    cause: Cause,
    guard?: Guard,
  ): ((after: readonly StepId[]) => readonly StepId[]) | undefined {
    if (!this.#holders.includes(container)) return undefined;
    return (after) => [...after, ...this.#add({ cause, after, guard })];
  }

  #add(step: {
    readonly cause: Cause;
    readonly after: readonly StepId[];
    readonly guard: Guard | undefined;
  }): readonly StepId[] {
    this.#hold ??= { step: addHold(this.#where, this.#ports, step), guard: step.guard };
    return [this.#hold.step];
  }

  /** @param planned all containers of the service; one of them can have the ports */
  release(planned: readonly PlannedContainer[]): void {
    const owner = planned.find(({ started }) => started.length > 0) ?? planned[0];
    if (this.#hold === undefined || owner === undefined) return;
    const { step, guard } = this.#hold;
    const { ref, name, started } = owner;
    addRelease(this.#where, { hold: step, owner: { container: ref, name }, guard, started });
  }
}
