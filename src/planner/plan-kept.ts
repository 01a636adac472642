import type { StepId } from '../model/ids.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { Cause, Guard } from '../model/plan.ts';
import { change } from './change.ts';
import { hasDoneItsWork } from './conditions.ts';
import type { WantedContainer } from './create-request.ts';
import { gate } from './gates.ts';
import { guardOf } from './guards.ts';
import { readTemporaryName } from './names.ts';
import { isAlive } from './own-containers.ts';
import { addStart } from './start-steps.ts';
import type { PlannedContainer, UpWork } from './up-work.ts';

/** A container that stays: named as it should be, on its networks, and running. */
export function planKept(
  work: UpWork,
  container: ObservedContainer,
  want: WantedContainer,
  cleared: readonly StepId[],
): PlannedContainer {
  const ref = { id: container.id };
  const renamed = container.name === want.name ? [] : [rename(work, container, want.name, cleared)];
  const connected = reconnect(work, container, want);
  const started = work.scene.intent.noStart ? [] : start(work, container, want, [...renamed, ...connected]);
  if (renamed.length + connected.length + started.length === 0)
    work.plan.unchanged({ kind: 'container', name: want.name });
  return { ref, name: want.name, exists: renamed, started, replaced: 'never', kept: container };
}

function rename(
  { plan }: UpWork,
  { id, name: from }: ObservedContainer,
  name: string,
  after: readonly StepId[],
): StepId {
  const interrupted = readTemporaryName(from)?.name === name;
  const cause: Cause = interrupted
    ? { kind: 'leftover' }
    : { kind: 'changed', fields: [change('container_name', from, name)] };
  return plan.add({ operation: { kind: 'rename-container', container: { id }, from, name }, cause, after });
}

/**
 * Puts it on the networks that were made anew, with all that it asked for there: names, addresses, links. A stopped
 * container that is on no network of that name was taken off by a run that did not come to its end.
 */
export function reconnect(
  { plan, detached, networkSteps }: UpWork,
  container: ObservedContainer,
  { request }: WantedContainer,
): readonly StepId[] {
  const { id, name, networks } = container;
  const off = new Set(detached.get(id));
  return Object.entries(request.NetworkingConfig.EndpointsConfig).flatMap(([network, endpoint]) => {
    const isOn = networks.has(network) && !off.has(network);
    if (isOn || (isAlive(container) && !off.has(network))) return [];
    const create = networkSteps.get(network);
    return [
      plan.add({
        operation: { kind: 'connect-network', container: { id }, name, network, endpoint },
        cause: { kind: 'follows', resource: { kind: 'network', name: network } },
        after: create === undefined ? [] : [create],
      }),
    ];
  });
}

/** Starts what should run and does not, or was stopped by an earlier step. @returns the steps that start it. */
export function start(
  work: UpWork,
  container: ObservedContainer,
  want: WantedContainer,
  before: readonly StepId[],
): readonly StepId[] {
  const { plan, scene, stops } = work;
  const { service, name } = want;
  const ref = { id: container.id };
  const add = (cause: Cause, after: readonly StepId[], guard: Guard | undefined): StepId =>
    addStart(plan, scene.project, service, {
      ref,
      name,
      cause,
      after: [...after, ...before, ...gate(work, service, guard), ...work.ports.before(service)],
      guard,
    });
  const stopped = stops.when(container.id);
  if (stopped !== 'never') {
    // It starts again for the reason for which it was stopped.
    const cause = stops.causeOf(container.id) ?? { kind: 'not-running', state: 'exited' };
    return [add(cause, stops.stepsOf(container.id), guardOf(stopped))];
  }
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
  if (hasDoneItsWork(scene.project, service, container)) return [];
  return [add(cause, [], undefined)];
}
