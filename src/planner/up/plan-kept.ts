import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import { readTemporaryName } from '../../model/temporary-name.ts';
import { change } from '../diff/change.ts';
import { fieldsOf } from '../diff/changed-files.ts';
import { wasLeftStarting } from '../diff/needs-inspection.ts';
import { guardOf } from '../graph/guards.ts';
import { addressFreed } from '../handover/take-over-addresses.ts';
import { nameFreed } from '../handover/take-over-names.ts';
import { takeOverPorts } from '../handover/take-over-ports.ts';
import type { DesiredContainer } from '../request/create-request.ts';
import { causeToRerun, hasCompleted } from '../snapshot/conditions.ts';
import { isIdle } from '../snapshot/is-idle.ts';
import { dependencyWaits } from '../work/dependency-waits.ts';
import { addExecHooks } from '../work/exec-hooks.ts';
import type { PlannedContainer } from '../work/planned-services.ts';
import { type Adjustment, NO_ADJUSTMENT, planInPlace } from './plan-in-place.ts';
import { changedFilesOf } from './refresh-files.ts';
import type { ServiceWork } from './service-work.ts';
import { addStart } from './start-steps.ts';

interface Changes {
  readonly adjustment?: Adjustment | undefined;
  /** What is done to it already. */
  readonly done?: readonly StepId[];
  /** Whether a container of the service runs on while others are started. */
  readonly keepsRunning: boolean;
}

/** A container that stays: named as it should be, with its limits, on its networks, and running. */
export function planKept(
  work: ServiceWork,
  container: ObservedContainer,
  desired: DesiredContainer,
  cleared: readonly StepId[],
  { adjustment, done = [], keepsRunning }: Changes,
): PlannedContainer {
  const ref = { id: container.id };
  const renamed = rename(work, container, desired.name, cleared);
  // One thing to the user, under the name that it is to have.
  const named = { ...container, name: desired.name };
  const connected = reconnect(work, named, desired);
  const { steps, left } = adjustment ? planInPlace(work, named, adjustment) : NO_ADJUSTMENT;
  const adjusted = [...connected, ...steps];
  const started = isIdle(work.context, desired.service)
    ? []
    : start(work, container, desired, { before: [...renamed, ...adjusted], keepsRunning });
  if (renamed.length + adjusted.length + started.length + done.length === 0)
    work.plan.unchanged({ kind: 'container', name: desired.name });
  return {
    ref,
    name: desired.name,
    exists: renamed,
    started,
    replaced: 'never',
    kept: container,
    leaves: left,
  };
}

function rename(
  work: ServiceWork,
  { id, name: before }: ObservedContainer,
  name: string,
  cleared: readonly StepId[],
): readonly StepId[] {
  const given = work.renamed.get(id);
  const steps = given === undefined ? [] : [given.step];
  const from = given?.name ?? before;
  if (from === name) return steps;
  const interrupted = readTemporaryName(before)?.name === name;
  const cause: Cause = interrupted
    ? { kind: 'leftover' }
    : { kind: 'changed', fields: [change('container_name', before, name)] };
  const after = [...cleared, ...steps, ...nameFreed(work, name)];
  return [
    work.plan.add({ operation: { kind: 'rename-container', container: { id }, from, name }, cause, after }),
  ];
}

/**
 * Puts it on the networks that were made anew, or where it gave its address up, with all that it asked for there: names,
 * addresses, links.
 */
export function reconnect(
  work: ServiceWork,
  { id, name, networks }: ObservedContainer,
  desired: DesiredContainer,
): readonly StepId[] {
  const { context, plan, disconnected, networkSteps } = work;
  const off = disconnected.get(id);
  if (!off) return [];
  return Object.entries(context.requested(desired).request.NetworkingConfig.EndpointsConfig).flatMap(
    ([network, endpoint]) => {
      const left = off.get(network);
      if (left === undefined) return [];
      const create = networkSteps.get(network);
      const address = [networks.get(network)?.ipAddress, endpoint.IPAMConfig?.IPv4Address] as const;
      return [
        plan.add({
          operation: { kind: 'connect-network', container: { id }, name, network, endpoint },
          cause:
            create === undefined
              ? { kind: 'changed', fields: [change(`networks.${network}.ipv4_address`, ...address)] }
              : { kind: 'follows', resource: { kind: 'network', name: network } },
          after: [create ?? left, ...addressFreed(work, network, endpoint)],
        }),
      ];
    },
  );
}

/** Starts what should run and does not, or was stopped by an earlier step. @returns the steps that start it. */
export function start(
  work: ServiceWork,
  container: ObservedContainer,
  desired: DesiredContainer,
  { before, keepsRunning }: { readonly before: readonly StepId[]; readonly keepsRunning?: boolean },
): readonly StepId[] {
  const { plan, context, stops } = work;
  const { service, name } = desired;
  const ref = { id: container.id };
  const add = (cause: Cause, after: readonly StepId[], guard: Guard | undefined) => {
    // Somebody may have removed a network of one that has never run.
    const networks = desired.networks.flatMap((network) => work.networkSteps.get(network) ?? []);
    const ready = [...after, ...before, ...networks, ...dependencyWaits(work, service, guard)];
    const free = takeOverPorts(work, service, { name, after: ready, guard });
    return addStart(work, service, { ref, name, cause, after: [...ready, ...free], guard, keepsRunning });
  };
  // It starts again for the reason for which it was stopped.
  const stopped = stops.of(container.id);
  if (stopped) return add(stopped.cause, stopped.steps, guardOf(stopped.when));
  if (wasLeftStarting(work, service, container))
    return addExecHooks(plan, service, 'post_start', {
      ref,
      name,
      cause: { kind: 'interrupted' },
      after: before,
    });
  if (container.state === 'running' || container.state === 'restarting') return [];
  const cause: Cause = { kind: 'not-running', state: container.state };
  if (container.state === 'paused')
    return [
      plan.add({
        operation: { kind: 'unpause-container', container: container.id, name },
        cause,
        after: before,
      }),
    ];
  if (!hasCompleted(context, service, container))
    return add(causeToRerun(context, service, container) ?? cause, [], undefined);
  // Work that was done with other files has to be done again.
  const changes = changedFilesOf(work, container, desired);
  return changes.length > 0 ? add({ kind: 'changed', fields: fieldsOf(changes) }, [], undefined) : [];
}
