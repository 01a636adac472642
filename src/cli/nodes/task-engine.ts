import type { Engine } from '../../engine/port/engine.ts';
import type { EngineEvent, Subscription } from '../../engine/port/engine-answers.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL, STACK, SWARM_TASK } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { SwarmNode } from '../../model/observed-swarm.ts';
import { serviceKey } from '../../planner/swarm/swarm-names.ts';
import type { NodeEngines } from './node-engines.ts';
import { taskContainers } from './task-containers.ts';

/** The tasks of a project on a swarm, as if one engine had their containers. */
export interface TaskEngine {
  /** Calls about a container go to the engine of its node, which is looked for then. Everything else goes to the manager. */
  readonly engine: Engine;
  /** Finds the engine of a container that was listed. Error: UserError `node-unreachable`. */
  reach(container: ContainerId): Promise<void>;
}

/** Commands that work on containers work on tasks with this engine. */
export async function taskEngine(project: string, manager: Engine, nodes: NodeEngines): Promise<TaskEngine> {
  const swarm = await manager.swarm();
  const reached = new Set<Engine>();
  const nodeOf = new Map<ContainerId, SwarmNode>();
  const look = async (): Promise<readonly ObservedContainer[]> => {
    const placed = taskContainers(project, await swarm.observe(project));
    for (const { container, node } of placed) nodeOf.set(container.id, node);
    return placed.map(({ container }) => container);
  };
  const engineOf = async (node: SwarmNode): Promise<Engine> => {
    const engine = await nodes.engineOf(node);
    reached.add(engine);
    return engine;
  };
  const at = async (id: ContainerId): Promise<Engine> => {
    const node = nodeOf.get(id);
    return node ? engineOf(node) : manager;
  };
  /** By the id of an exec. */
  const execs = new Map<string, Engine>();
  const atExec = (exec: string): Engine => execs.get(exec) ?? manager;
  const engine: Engine = {
    ...manager,
    async listContainers(labels) {
      return (await look()).filter((container) => hasLabels(container.labels, labels));
    },
    subscribe: (labels, onEvent) =>
      subscribeToAll([...reached], project, (event) => {
        if (hasLabels(event.labels, labels)) onEvent(event);
      }),
    inspectContainer: async (id) => (await at(id)).inspectContainer(id),
    startContainer: async (id) => (await at(id)).startContainer(id),
    stopContainer: async (id, grace) => (await at(id)).stopContainer(id, grace),
    killContainer: async (id, signal) => (await at(id)).killContainer(id, signal),
    waitContainer: async (id, until, signal) => (await at(id)).waitContainer(id, until, signal),
    putFiles: async (id, files) => (await at(id)).putFiles(id, files),
    containerChanges: async (id) => (await at(id)).containerChanges(id),
    statPath: async (id, path) => (await at(id)).statPath(id, path),
    getArchive: async (id, path) => (await at(id)).getArchive(id, path),
    putArchive: async (id, path, archive, options) => (await at(id)).putArchive(id, path, archive, options),
    attachContainer: async (id, options) => (await at(id)).attachContainer(id, options),
    resizeContainer: async (id, size) => (await at(id)).resizeContainer(id, size),
    async createExec(id, request) {
      const node = await at(id);
      const exec = await node.createExec(id, request);
      execs.set(exec, node);
      return exec;
    },
    startExec: (exec, options) => atExec(exec).startExec(exec, options),
    startDetachedExec: (exec, options) => atExec(exec).startDetachedExec(exec, options),
    resizeExec: (exec, size) => atExec(exec).resizeExec(exec, size),
    inspectExec: (exec) => atExec(exec).inspectExec(exec),
    async *logs(id, options, signal) {
      yield* (await at(id)).logs(id, options, signal);
    },
    topContainer: async (id, columns) => (await at(id)).topContainer(id, columns),
    async *stats(id, options, signal) {
      yield* (await at(id)).stats(id, options, signal);
    },
    exportContainer: async (id, signal) => (await at(id)).exportContainer(id, signal),
  };
  return {
    engine,
    async reach(container) {
      await at(container);
    },
  };
}

type Labels = ObservedContainer['labels'];

/** @param wanted `key` or `key=value` */
const hasLabels = (labels: Labels, wanted: readonly string[]): boolean =>
  wanted.every((text) => {
    const equals = text.indexOf('=');
    return equals < 0 ? text in labels : labels[text.slice(0, equals)] === text.slice(equals + 1);
  });

/** Of the engines that have been reached: of a node that nobody asks for, nobody waits for an event. */
async function subscribeToAll(
  engines: readonly Engine[],
  project: string,
  onEvent: (event: EngineEvent) => void,
): Promise<Subscription> {
  const subscriptions = await Promise.all(
    engines.map((engine) =>
      engine.subscribe([SWARM_TASK.id], (event) =>
        onEvent({ ...event, labels: asOfProject(project, event.labels) }),
      ),
    ),
  );
  return {
    ended: Promise.all(subscriptions.map(({ ended }) => ended)).then(() => {}),
    close: () => {
      for (const subscription of subscriptions) subscription.close();
    },
  };
}

/** Those of somebody else's tasks stay as they are. */
function asOfProject(project: string, labels: Labels): Labels {
  const service = labels[SWARM_TASK.service] ?? '';
  if (labels[STACK.namespace] !== project) return labels;
  const number = /^[^.]+\.(\d+)\./.exec(labels[SWARM_TASK.name] ?? '')?.[1];
  return {
    ...labels,
    [LABEL.project]: project,
    [LABEL.service]: serviceKey({ name: project }, service),
    ...(number !== undefined && { [LABEL.containerNumber]: number }),
  };
}
