import type { ContainerRef } from '../../model/container-ref.ts';
import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import { temporaryName } from '../../model/temporary-name.ts';
import { anyOf, guardOf } from '../graph/guards.ts';
import { takeOverPorts } from '../handover/take-over-ports.ts';
import type { DesiredContainer } from '../request/create-request.ts';
import { hasCompleted } from '../snapshot/conditions.ts';
import { isIdle } from '../snapshot/is-idle.ts';
import { dependencyWaits } from '../work/dependency-waits.ts';
import { addCreate } from '../work/plan-create.ts';
import { reportMovedVolumes, reportVolumes } from '../work/plan-removal.ts';
import type { PlannedContainer } from '../work/planned-services.ts';
import { stopDependents } from '../work/stop-dependents.ts';
import type { Replacement } from './decide-replacement.ts';
import { NO_ADJUSTMENT, planInPlace } from './plan-in-place.ts';
import { reconnect } from './plan-kept.ts';
import type { PortHandover } from './port-handover.ts';
import type { ServiceIngress } from './service-ingress.ts';
import type { ServiceUpdating } from './service-updating.ts';
import type { ServiceWork } from './service-work.ts';
import { type Staged, takePlace } from './staged.ts';
import { addStart } from './start-steps.ts';

interface ReplacementRequest {
  readonly decision: Replacement;
  /** What has to be out of the way before the new one is created. */
  readonly cleared: readonly StepId[];
  /** Whether a container of the service runs on while others are started. */
  readonly keepsRunning: boolean;
  /** Absent: nothing is said about how the service is updated. */
  readonly updating: ServiceUpdating | undefined;
  readonly ingress?: ServiceIngress;
  /** Absent: connections to its ports are refused meanwhile, or go through an ingress. */
  readonly handover?: PortHandover | undefined;
}

/**
 * Puts a new container in the place of an old one:
 *
 *     create under a temporary name → stop the old → remove the old → rename → put files → start
 *
 * The old one serves until all that the new one needs is ready, so the outage is the time to stop and to start. Start-first
 * (`ServiceUpdating`) there is none.
 * Interrupted anywhere, the next `up` can tell what happened from the names alone (see `partitionContainers`).
 */
export function planReplacement(
  work: ServiceWork,
  old: ObservedContainer,
  desired: DesiredContainer,
  { decision, cleared, keepsRunning, updating, ingress, handover }: ReplacementRequest,
): PlannedContainer {
  const { plan, context, stops } = work;
  const { when, adjustment, cause } = decision;
  const guard = guardOf(when);
  const { service, name } = desired;
  // When the guard keeps the old one, that one has to be as wanted too.
  const connected = guard ? reconnect(work, old, desired) : [];
  const adjusted = guard && adjustment ? planInPlace(work, old, adjustment) : NO_ADJUSTMENT;
  const staged = stage(work, old, desired, {
    decision,
    after: [...cleared, ...connected, ...adjusted.steps, ...(updating?.begin() ?? [])],
  });
  const { create, ready, ref } = staged;
  const kept = guard ? { kept: old, leaves: adjusted.left } : {};
  if (updating?.startsFirst(old)) {
    const started = updating.startFirst(staged);
    return { ref, name, exists: [create], started, replaced: when, ...kept };
  }
  const followers = stopDependents(
    work,
    service.name,
    { kind: 'container', name },
    {
      after: [create, ...ready],
      guard,
    },
  );
  // One thing to the user, under the name that the new one is to have.
  const mayStop = [create, ...ready, ...followers];
  const freed = ingress?.removeUnwanted(mayStop, (one, why) => handover?.before(one, why)) ?? [];
  const left = updating?.stopsFirst(staged, mayStop) ?? mayStop;
  const last = handover?.before(old, cause, guard) ?? ingress?.lastBeforeStop(old);
  const stop = stops.stop({ ...old, name }, { cause, after: left, guard, last });
  // Who stopped it for another reason did not wait for the new one.
  const stopped = [create, ...ready, ...stops.stepsOf(old.id), ...(stop === undefined ? [] : [stop])];
  const renamed = updating?.keepsOld ? stopped : takePlace(work, staged, stopped);
  const since = plan.nextId();
  const started = isIdle(context, service) ? [] : start();
  updating?.stoppedFirst(staged, { started, since, stop });
  return { ref, name, exists: updating?.keepsOld ? [create] : renamed, started, replaced: when, ...kept };

  /** When the guard keeps the old one, that one has to run: it may have been stopped for another reason, or before. */
  function start(): readonly StepId[] {
    const done = isAlive(old) || hasCompleted(context, service, old);
    const startWhen = done ? anyOf([when, stops.when(old.id)]) : 'always';
    return addStart(work, service, {
      ref,
      name,
      cause: guard && startWhen === 'always' ? causeOfKept() : cause,
      after: [
        ...renamed,
        ...freed,
        ...takeOverPorts(work, service, { name, after: [create, ...ready], guard }),
      ],
      guard: guardOf(startWhen),
      keepsRunning,
    });
  }

  /** It starts whether or not it is replaced. */
  function causeOfKept(): Cause {
    return stops.of(old.id)?.cause ?? { kind: 'not-running', state: old.state };
  }
}

function stage(
  work: ServiceWork,
  old: ObservedContainer,
  desired: DesiredContainer,
  { decision: { when, cause }, after }: { readonly decision: Replacement; readonly after: readonly StepId[] },
): Staged {
  const { plan, context } = work;
  const { renewAnonVolumes } = context.intent;
  const guard = guardOf(when);
  if (renewAnonVolumes) reportVolumes(plan, context.observed, old);
  else reportMovedVolumes(plan, context.observed, old, cause);
  const temporary = temporaryName(old.id, desired.name);
  const create = addCreate(work, context.requested(desired), {
    name: temporary,
    cause,
    after,
    guard,
    inheritsFrom: renewAnonVolumes ? undefined : old,
  });
  const ref: ContainerRef = { createdBy: create, ...(guard ? { otherwise: old.id } : {}) };
  const ready = isIdle(context, desired.service) ? [] : dependencyWaits(work, desired.service, guard);
  return { old, desired, ref, cause, when, guard, temporary, create, ready };
}
