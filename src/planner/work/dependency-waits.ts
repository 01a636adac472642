import type { StepId } from '../../model/ids.ts';
import type { WaitCondition } from '../../model/operation.ts';
import type { Guard } from '../../model/plan.ts';
import type { Dependency, ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { isMet } from '../snapshot/conditions.ts';
import type { PlannedContainer, UpWork } from './up-work.ts';

/** The steps that a service waits for before it starts: one for each dependency that does not stand ready. */
export function dependencyWaits(
  work: UpWork,
  service: ServiceSpec,
  guard: Guard | undefined,
): readonly StepId[] {
  return byKey(service.dependsOn).flatMap(([name, dependency]) =>
    dependencyWait(work, name, dependency, service.name, guard),
  );
}

function dependencyWait(
  work: UpWork,
  name: string,
  { condition, required }: Dependency,
  waiter: string,
  guard: Guard | undefined,
): readonly StepId[] {
  const provider = work.providers.get(name);
  if (provider !== undefined) return [provider];
  const containers = work.planned.get(name) ?? [];
  const isPending = ({ started, kept }: PlannedContainer): boolean =>
    started.length > 0 || (kept !== undefined && !isMet(condition, kept));
  if (!containers.some(isPending)) return [];
  // The order alone: no wait is needed, unless its failure must not count.
  if (condition === 'service_started' && required) return containers.flatMap(({ started }) => started);
  return [addWait(work, { service: name, condition, containers, waiter, optional: !required, guard })];
}

export interface WaitRequest {
  readonly service: string;
  readonly condition: WaitCondition;
  readonly containers: readonly PlannedContainer[];
  /** Absent: the command itself. */
  readonly waiter?: string;
  readonly optional?: boolean;
  readonly guard?: Guard | undefined;
}

/** One step for all who wait for the same. */
export function addWait(work: UpWork, request: WaitRequest): StepId {
  const { service, condition, containers, waiter, optional = false, guard } = request;
  const key = JSON.stringify([service, condition, optional, guard ?? null]);
  const shared = work.waits.get(key);
  if (shared !== undefined) return shared;
  const { wait: waits, waitTimeoutMs } = work.context.intent;
  const step = work.plan.add({
    operation: {
      kind: 'wait-for',
      service,
      condition,
      containers: containers.map(({ ref, name }) => ({ ref, name })),
      ...(waiter === undefined ? {} : { waiter }),
      ...(waits && waitTimeoutMs !== undefined ? { timeoutMs: waitTimeoutMs } : {}),
    },
    cause:
      waiter === undefined ? { kind: 'requested', by: '--wait' } : { kind: 'needed-by', service: waiter },
    after: containers.flatMap(({ started }) => started),
    optional,
    guard,
  });
  work.waits.set(key, step);
  return step;
}
