import type { ContainerId } from '../../model/ids.ts';
import type { Plan } from '../../model/plan.ts';

/** The containers that give up their ports in the course of the plan. */
export function stoppingContainers(plan: Plan): ReadonlySet<ContainerId> {
  const leaving = new Set<ContainerId>();
  for (const { operation } of plan.steps) {
    const { kind } = operation;
    if ((kind === 'stop-container' || kind === 'remove-container') && 'id' in operation.container)
      leaving.add(operation.container.id);
  }
  return leaving;
}
