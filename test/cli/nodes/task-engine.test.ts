import { expect, test } from 'vitest';
import { reachable } from '../../../src/cli/find/find-containers.ts';
import type { NodeEngines } from '../../../src/cli/nodes/node-engines.ts';
import { taskContainers } from '../../../src/cli/nodes/task-containers.ts';
import { taskEngine } from '../../../src/cli/nodes/task-engine.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import type { EngineEvent } from '../../../src/engine/port/engine-answers.ts';
import { containerId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedSwarm, SwarmTask } from '../../../src/model/observed-swarm.ts';
import { aCli } from '../../support/a-cli.ts';
import { aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const aTask = (id: string, node: string, more: Partial<SwarmTask> = {}): SwarmTask => ({
  id,
  serviceId: 's-web',
  nodeId: `id-of-${node}`,
  state: 'running',
  desiredState: 'running',
  since: 1000,
  containerId: `c-${id}`,
  image: 'busybox',
  ...more,
});

const aService = (name: string) => ({
  id: `s-${name}`,
  name: `shop_${name}`,
  version: 1,
  labels: {},
  spec: {},
  files: [],
  previousFiles: [],
});

const swarmOf = (...tasks: readonly SwarmTask[]): ObservedSwarm => ({
  ...EMPTY_SWARM,
  nodes: ['node2', 'node1', 'node3'].map((name) => aNode(name)),
  services: ['web', 'every'].map(aService),
  tasks,
});

const described = (swarm: ObservedSwarm): readonly string[] =>
  taskContainers('shop', swarm).map(
    ({ container: { id, name, state, labels }, node }) =>
      `${id} ${name} ${state} ${labels[LABEL.service]}/${labels[LABEL.containerNumber]} on ${node.hostname}`,
  );

test('taskContainers() shows tasks as the containers of services, numbered by slot, or by node', () => {
  const swarm = swarmOf(
    aTask('a', 'node2', { slot: 3 }),
    aTask('b', 'node3', { serviceId: 's-every' }),
    aTask('c', 'node1', { serviceId: 's-every' }),
  );

  expect(described(swarm)).toEqual([
    'c-a shop_web.3.a running web/3 on node2',
    'c-b shop_every.id-of-node3.b running every/2 on node3',
    'c-c shop_every.id-of-node1.c running every/1 on node1',
  ]);
});

test('taskContainers() leaves out tasks without a container, and calls none running whose node is lost', () => {
  const { containerId: _, ...pending } = aTask('a', 'node1', { state: 'pending' });
  const swarm = swarmOf(
    pending,
    aTask('b', 'node1', { slot: 1, desiredState: 'shutdown' }),
    aTask('c', 'node1', { slot: 1, desiredState: 'shutdown', state: 'failed', exitCode: 3 }),
    aTask('d', 'node1', { slot: 1, state: 'preparing' }),
    aTask('e', 'node9', { slot: 1 }),
  );

  expect(taskContainers('shop', swarm).map(({ container }) => [container.id, container.state])).toEqual([
    ['c-b', 'dead'],
    ['c-c', 'exited'],
    ['c-d', 'created'],
  ]);
});

/** Engines of node1, which is the manager, and node2; node3 cannot be reached. */
async function aWorld(...tasks: readonly SwarmTask[]) {
  const node2 = new RecordingEngine();
  const recorded = new RecordingEngine();
  const swarm = { observe: async () => swarmOf(...tasks) };
  const manager: Engine = Object.assign(recorded, { swarm: async () => swarm });
  const engines: NodeEngines = {
    async engineOf({ hostname }) {
      if (hostname === 'node1') return manager;
      if (hostname === 'node2') return node2;
      throw new UserError('node-unreachable', `${hostname} is far`);
    },
    close: () => {},
  };
  const tasksOf = await taskEngine('shop', manager, engines);
  return { ...tasksOf, node2, manager: recorded };
}

test('calls about a container go to the engine of its node, and so do those about its execs', async () => {
  const { engine, node2, manager } = await aWorld(
    aTask('a', 'node1', { slot: 1 }),
    aTask('b', 'node2', { slot: 2 }),
  );
  expect((await engine.listContainers([`${LABEL.project}=shop`])).map(({ id }) => id)).toEqual([
    'c-a',
    'c-b',
  ]);
  manager.calls.length = 0;

  await engine.killContainer(containerId('c-b'), 'SIGINT');
  const exec = await engine.createExec(containerId('c-b'), { Cmd: ['ls'] });
  await engine.startDetachedExec(exec, { tty: false });
  await engine.killContainer(containerId('c-a'), 'SIGINT');

  expect(node2.calls).toEqual(['kill c-b SIGINT', 'exec in c-b: ls']);
  expect(manager.calls).toEqual(['kill c-a SIGINT']);
});

test('listContainers() of tasks takes the labels of a project', async () => {
  const { engine } = await aWorld(
    aTask('a', 'node1', { slot: 1 }),
    aTask('b', 'node2', { serviceId: 's-every' }),
  );

  expect(await engine.listContainers([`${LABEL.service}=every`])).toHaveLength(1);
  expect(await engine.listContainers([`${LABEL.project}=other`])).toEqual([]);
});

test('events of the nodes that were reached come with the labels of the project', async () => {
  const { engine, node2, reach } = await aWorld(aTask('b', 'node2', { slot: 2 }));
  await engine.listContainers([]);
  await reach(containerId('c-b'));
  const heard: EngineEvent[] = [];
  let tell = (_event: EngineEvent): void => {};
  node2.subscribe = async (_labels, onEvent) => {
    tell = onEvent;
    return { ended: Promise.resolve(), close: () => {} };
  };
  await engine.subscribe([`${LABEL.project}=shop`, `${LABEL.service}=web`], (event) => heard.push(event));

  const event = { container: containerId('c-b'), name: 'x', action: 'die', timeMs: 0 } as const;
  const ofTask = (namespace: string) => ({
    'com.docker.stack.namespace': namespace,
    'com.docker.swarm.service.name': `${namespace}_web`,
    'com.docker.swarm.task.name': `${namespace}_web.2.b`,
  });
  tell({ ...event, labels: ofTask('shop') });
  tell({ ...event, labels: ofTask('other') });

  expect(heard.map(({ labels }) => labels[LABEL.containerNumber])).toEqual(['2']);
});

test('reachable() leaves out the tasks of nodes that cannot be reached, and says so', async () => {
  const cli = aCli('/');
  const tasks = await aWorld(aTask('a', 'node1', { slot: 1 }), aTask('b', 'node3', { slot: 2 }));
  const listed = await tasks.engine.listContainers([]);

  expect((await reachable(cli, listed, tasks)).map(({ id }) => id)).toEqual(['c-a']);
  expect(cli.written.stderr).toBe('warning: left out: shop_web.2.b: node3 is far\n');
  await expect(reachable(cli, listed.slice(1), tasks)).rejects.toMatchObject({ code: 'node-unreachable' });
});
