import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { addStart } from '../up/start-steps.ts';
import { dependencyWaits } from '../work/dependency-waits.ts';
import type { PlannedContainer, UpWork } from '../work/up-work.ts';

/** A container that `start` was asked for: a one-shot that has done its work does it again. */
export function planStarted(
  work: UpWork,
  container: ObservedContainer,
  service: ServiceSpec,
): PlannedContainer {
  const { id, name, state } = container;
  const started = steps();
  if (started.length === 0) work.plan.unchanged({ kind: 'container', name });
  return { ref: { id }, name, exists: [], started, replaced: 'never', kept: container };

  function steps(): readonly StepId[] {
    if (state === 'running' || state === 'restarting') return [];
    const cause: Cause = { kind: 'not-running', state };
    if (state === 'paused')
      return [work.plan.add({ operation: { kind: 'unpause-container', container: id, name }, cause })];
    return addStart(work, service, {
      ref: { id },
      name,
      cause,
      after: dependencyWaits(work, service, undefined),
    });
  }
}
