import type { Engine } from '../../src/engine/port/engine.ts';
import type { ObservedSwarm, ObservedSwarmService, SwarmTask } from '../../src/model/observed-swarm.ts';
import { RecordingEngine } from './recording-engine.ts';

/** A service of the project `shop`, whose id is its name in the files. */
export const aSwarmService = (
  key: string,
  more: Partial<ObservedSwarmService> = {},
): ObservedSwarmService => ({
  id: key,
  name: `shop_${key}`,
  version: 1,
  labels: { 'com.docker.stack.namespace': 'shop' },
  spec: { Mode: { Replicated: { Replicas: 1 } } },
  files: [],
  previousFiles: [],
  ...more,
});

/** @param node its name in `aNode` */
export const aSwarmTask = (serviceId: string, node: string, more: Partial<SwarmTask> = {}): SwarmTask => ({
  id: `${serviceId}-on-${node}`,
  serviceId,
  nodeId: `id-of-${node}`,
  slot: 1,
  state: 'running',
  desiredState: 'running',
  since: 0,
  image: 'x',
  ...more,
});

/** A manager that tells something else at each look, and the last of it from then on. All tasks are as their services are now. */
export function aManagerOf(...looks: readonly ObservedSwarm[]): Engine {
  let at = 0;
  const next = async (): Promise<ObservedSwarm | undefined> => looks[Math.min(at++, looks.length - 1)];
  const last = looks.at(-1);
  return Object.assign(new RecordingEngine(), {
    swarm: async () => ({
      observe: next,
      survey: next,
      servicesOf: async () => last?.services,
      tasksOf: async () => last?.tasks,
      currentTasks: async () => last?.tasks,
      nodes: async () => last?.nodes,
      lastLines: async (task: string) => [`the last line of ${task}`],
    }),
  });
}
