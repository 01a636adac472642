import type { SwarmNode, SwarmSurvey, SwarmTask } from '../../model/observed-swarm.ts';

/** What a node does. */
export interface NodeLoad {
  readonly tasks: readonly SwarmTask[];
  readonly nanoCpus: number;
  readonly memoryBytes: number;
}

const ENDED: ReadonlySet<string> = new Set([
  'complete',
  'failed',
  'rejected',
  'shutdown',
  'orphaned',
  'remove',
]);

/** It runs, or is about to: not one that has ended, or is to end. */
const isWanted = ({ state, desiredState }: SwarmTask): boolean =>
  !ENDED.has(state) && desiredState !== 'shutdown' && desiredState !== 'remove';

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
