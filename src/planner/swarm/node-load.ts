import type { SwarmNode, SwarmSurvey, SwarmTask } from '../../model/observed-swarm.ts';
import { hasEnded } from '../../model/task-state.ts';

/** What a node does. */
export interface NodeLoad {
  readonly tasks: readonly SwarmTask[];
  readonly nanoCpus: number;
  readonly memoryBytes: number;
}

/** It runs, or is about to: not one that has ended, or is to end. */
export const isWanted = (task: SwarmTask): boolean =>
  !hasEnded(task) && task.desiredState !== 'shutdown' && task.desiredState !== 'remove';

/** The tasks of a node, and what they reserve of it. */
export function nodeLoad({ id }: SwarmNode, { tasks }: Pick<SwarmSurvey, 'tasks'>): NodeLoad {
  const own = tasks.filter((task) => task.nodeId === id && isWanted(task));
  const sum = (of: (task: SwarmTask) => number): number => own.reduce((all, task) => all + of(task), 0);
  return {
    tasks: own,
    nanoCpus: sum(({ reserves }) => reserves?.nanoCpus ?? 0),
    memoryBytes: sum(({ reserves }) => reserves?.memoryBytes ?? 0),
  };
}
