import type { ContainerRef } from '../../model/container-ref.ts';
import type { StepId } from '../../model/ids.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { addressesFreed } from '../handover/take-over-addresses.ts';
import { bareFile, copiedFiles } from '../request/injected-files.ts';
import { reportUnreadable } from '../request/unreadable-files.ts';
import type { StartContext } from '../snapshot/up-context.ts';
import type { AddressHandovers } from '../work/contributions.ts';
import { addExecHooks } from '../work/exec-hooks.ts';
import type { PlannedServices } from '../work/planned-services.ts';
import { addPreStartHooks, type PreStartHooks } from '../work/pre-start-hooks.ts';
import type { Stops } from '../work/stops.ts';

export interface StartWork
  extends Pick<AddressHandovers, 'freedAddresses'>,
    Pick<PlannedServices, 'planned'> {
  readonly context: StartContext;
  readonly plan: PlanBuilder;
  readonly stops: Stops;
  readonly preStartHooks: PreStartHooks;
}

interface StartRequest {
  readonly ref: ContainerRef;
  readonly name: string;
  readonly cause: Cause;
  readonly after: Iterable<StepId>;
  readonly guard?: Guard | undefined;
  /** Whether another container of the service runs on; absent: as the stops tell that are planned so far. */
  readonly keepsRunning?: boolean | undefined;
  /** Others serve in its place, and it is removed when it does not start as it should. */
  readonly oldRuns?: boolean;
  /** Made for one command: it may have ended before a hook can run in it, and nothing goes before it. */
  readonly isOneOff?: boolean;
}

/**
 * Puts in the files that have no file on the host, runs `pre_start` hooks, starts, runs `post_start` hooks.
 * @returns the steps after which all of that is done
 */
export function addStart(
  work: StartWork,
  service: ServiceSpec,
  { ref, name, cause, after, guard, keepsRunning, oldRuns, isOneOff = false }: StartRequest,
): readonly StepId[] {
  const { plan, context } = work;
  const copied = copiedFiles(context.project, service);
  const files = copied.map(bareFile);
  for (const warning of reportUnreadable(service, copied)) plan.warn(warning);
  const free = [...after, ...addressesFreed(work, service)];
  const filled =
    files.length > 0
      ? [
          plan.add({
            operation: { kind: 'put-files', container: ref, name, files },
            cause,
            after: free,
            guard,
          }),
        ]
      : free;
  const ready = isOneOff
    ? filled
    : addPreStartHooks(work, service, { ref, name, cause, after: filled, guard, keepsRunning });
  const started = plan.add({
    operation: { kind: 'start-container', container: ref, name, service: service.name },
    cause,
    after: ready,
    guard,
  });
  return addExecHooks(plan, service, 'post_start', {
    ref,
    name,
    cause,
    after: [started],
    guard,
    oldRuns,
    isOneOff,
  });
}
