import type { ContainerRef } from '../../model/container-ref.ts';
import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import { temporaryName } from '../../model/temporary-name.ts';
import { anyOf, guardOf } from '../graph/guards.ts';
import { nameFreed } from '../handover/take-over-names.ts';
import { takeOverPorts } from '../handover/take-over-ports.ts';
import type { DesiredContainer } from '../request/create-request.ts';
import { hasCompleted } from '../snapshot/conditions.ts';
import { dependencyWaits } from '../work/dependency-waits.ts';
import { addCreate } from '../work/plan-create.ts';
import { reportMovedVolumes, reportVolumes } from '../work/plan-removal.ts';
import type { PlannedContainer } from '../work/planned-services.ts';
import { stopDependents } from '../work/stop-dependents.ts';
import type { Replacement } from './decide-replacement.ts';
import { NO_ADJUSTMENT, planInPlace } from './plan-in-place.ts';
import { reconnect } from './plan-kept.ts';
import type { ServiceWork } from './service-work.ts';
import { addStart } from './start-steps.ts';

interface ReplacementRequest {
  readonly decision: Replacement;
  /** What has to be out of the way before the new one is created. */
  readonly cleared: readonly StepId[];
  /** Whether a container of the service runs on while others are started. */
  readonly keepsRunning: boolean;
}

/**
 * Puts a new container in the place of an old one:
 *
 *     create under a temporary name → stop the old → remove the old → rename → put files → start
 *
 * The old one serves until all that the new one needs is ready, so the outage is the time to stop and to start.
 * Interrupted anywhere, the next `up` can tell what happened from the names alone (see `partitionContainers`).
 */
export function planReplacement(
  work: ServiceWork,
  old: ObservedContainer,
  desired: DesiredContainer,
  { decision: { when, cause, adjustment }, cleared, keepsRunning }: ReplacementRequest,
): PlannedContainer {
  const { plan, context, stops, removals } = work;
  const guard = guardOf(when);
  const { service, name } = desired;
  // One thing to the user, under the name that the new one is to have.
  const named = { ...old, name };
  // When the guard keeps the old one, that one has to be as wanted too.
  const connected = guard ? reconnect(work, old, desired) : [];
  const adjusted = guard && adjustment ? planInPlace(work, old, adjustment) : NO_ADJUSTMENT;
  const after = [...cleared, ...connected, ...adjusted.steps];
  if (context.intent.renewAnonVolumes) reportVolumes(plan, context.observed, old);
  else reportMovedVolumes(plan, context.observed, old, cause);
  const temporary = temporaryName(old.id, name);
  const create = addCreate(work, context.requested(desired), {
    name: temporary,
    cause,
    after,
    guard,
    inheritsFrom: context.intent.renewAnonVolumes ? undefined : old,
  });
  const ref: ContainerRef = { createdBy: create, ...(guard ? { otherwise: old.id } : {}) };
  const starts = !context.intent.noStart;
  const ready = starts ? dependencyWaits(work, service, guard) : [];
  const followers = stopDependents(
    work,
    service.name,
    { kind: 'container', name },
    {
      after: [create, ...ready],
      guard,
    },
  );
  const stop = stops.stop(named, { cause, after: [create, ...ready, ...followers], guard });
  const remove = removals.replace(old, {
    name,
    cause,
    // Who stopped it for another reason did not wait for the new one.
    after: [create, ...ready, ...stops.stepsOf(old.id), ...(stop === undefined ? [] : [stop])],
    renamed: work.renamed.get(old.id)?.step,
    guard,
  });
  const rename = plan.add({
    operation: { kind: 'rename-container', container: ref, from: temporary, name },
    cause,
    after: [remove, ...nameFreed(work, name)],
    guard,
  });
  const started = starts ? start() : [];
  const kept = guard ? { kept: old, leaves: adjusted.left } : {};
  return { ref, name, exists: [rename], started, replaced: when, ...kept };

  /** When the guard keeps the old one, that one has to run: it may have been stopped for another reason, or before. */
  function start(): readonly StepId[] {
    const done = isAlive(old) || hasCompleted(context, service, old);
    const startWhen = done ? anyOf([when, stops.when(old.id)]) : 'always';
    return addStart(work, service, {
      ref,
      name,
      cause: guard && startWhen === 'always' ? causeOfKept() : cause,
      after: [rename, ...takeOverPorts(work, service, { name, after: [create, ...ready], guard })],
      guard: guardOf(startWhen),
      keepsRunning,
    });
  }

  /** It starts whether or not it is replaced. */
  function causeOfKept(): Cause {
    return stops.of(old.id)?.cause ?? { kind: 'not-running', state: old.state };
  }
}
