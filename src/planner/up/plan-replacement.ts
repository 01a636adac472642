import type { ContainerRef } from '../../model/container-ref.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { anyOf, guardOf } from '../graph/guards.ts';
import { nameFreed } from '../handover/take-over-names.ts';
import { takeOverPorts } from '../handover/take-over-ports.ts';
import type { DesiredContainer } from '../request/create-request.ts';
import { temporaryName } from '../request/names.ts';
import { hasCompleted } from '../snapshot/conditions.ts';
import { isAlive } from '../snapshot/own-containers.ts';
import { dependencyWaits } from '../work/dependency-waits.ts';
import { addCreate } from '../work/plan-create.ts';
import { reportVolumes } from '../work/plan-removal.ts';
import { stopDependents } from '../work/stop-dependents.ts';
import type { PlannedContainer, UpWork } from '../work/up-work.ts';
import type { ReplacementDecision } from './decide-replacement.ts';
import { planInPlace } from './plan-in-place.ts';
import { reconnect } from './plan-kept.ts';
import { addStart } from './start-steps.ts';

/**
 * Puts a new container in the place of an old one:
 *
 *     create under a temporary name → stop the old → remove the old → rename → put files → start
 *
 * The old one serves until all that the new one needs is ready, so the outage is the time to stop and to start.
 * Interrupted anywhere, the next `up` can tell what happened from the names alone (see `partitionContainers`).
 *
 * @param cleared what has to be out of the way before the new one is created
 */
export function planReplacement(
  work: UpWork,
  old: ObservedContainer,
  want: DesiredContainer,
  { when, cause, adjustment }: ReplacementDecision,
  cleared: readonly StepId[],
): PlannedContainer {
  const { plan, context, stops } = work;
  const guard = guardOf(when);
  const { service, name } = want;
  // One thing to the user, under the name that the new one is to have.
  const named = { ...old, name };
  // When the guard keeps the old one, that one has to be as wanted too.
  const adjusted = guard
    ? [...reconnect(work, old, want), ...(adjustment ? planInPlace(work, old, adjustment) : [])]
    : [];
  const after = [...cleared, ...adjusted];
  if (context.intent.renewAnonVolumes) reportVolumes(work, old);
  const given = work.renamed.get(old.id);
  const temporary = temporaryName(old.id, name);
  const create = addCreate(work, want, {
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
  const remove = plan.add({
    // Its anonymous volumes live on in the new one, or are left for their owner to look at.
    operation: { kind: 'remove-container', container: { id: old.id }, name, withVolumes: false },
    cause,
    // Who stopped it for another reason did not wait for the new one.
    after: [
      create,
      ...ready,
      ...stops.stepsOf(old.id),
      ...[stop, given?.step].filter((step) => step !== undefined),
      ...(work.disconnected.get(old.id)?.values() ?? []),
    ],
    guard,
  });
  if (!guard) work.removals.set(old.id, remove);
  const rename = plan.add({
    operation: { kind: 'rename-container', container: ref, from: temporary, name },
    cause,
    after: [remove, ...nameFreed(work, name)],
    guard,
  });
  const started = starts ? start() : [];
  return { ref, name, exists: [rename], started, replaced: when, ...(guard ? { kept: old } : {}) };

  /** When the guard keeps the old one, that one has to run: it may have been stopped for another reason, or before. */
  function start(): readonly StepId[] {
    const done = isAlive(old) || hasCompleted(context, service, old);
    const startWhen = done ? anyOf([when, stops.when(old.id)]) : 'always';
    return addStart(work, service, {
      ref,
      name,
      cause,
      after: [rename, ...takeOverPorts(work, service, { name, after: [create, ...ready], guard })],
      guard: guardOf(startWhen),
    });
  }
}
