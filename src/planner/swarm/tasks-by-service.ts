import type { SwarmTask } from '../../model/observed-swarm.ts';

/** By the id of their service. */
export function tasksByService(tasks: readonly SwarmTask[]): ReadonlyMap<string, readonly SwarmTask[]> {
  const found = new Map<string, SwarmTask[]>();
  for (const task of tasks) {
    const others = found.get(task.serviceId);
    if (others) others.push(task);
    else found.set(task.serviceId, [task]);
  }
  return found;
}
