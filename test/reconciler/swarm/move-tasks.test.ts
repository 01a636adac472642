import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/port/engine.ts';
import type { SwarmNode, SwarmTask } from '../../../src/model/observed-swarm.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import { updateSwarmNode } from '../../../src/reconciler/swarm/change-swarm.ts';
import { moveTasks } from '../../../src/reconciler/swarm/move-tasks.ts';
import { aNode } from '../../support/a-swarm.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const aTask = (slot: number, node: string | undefined, more: Partial<SwarmTask> = {}): SwarmTask => ({
  id: `${slot}-${node}`,
  serviceId: 'web',
  ...(node !== undefined && { nodeId: node }),
  slot,
  state: 'running',
  desiredState: 'running',
  since: 1,
  image: 'x',
  ...more,
});

const ENDING = { desiredState: 'shutdown' };
const ENDED = { desiredState: 'shutdown', state: 'shutdown' };

const MOVE: OperationOf<'move-tasks'> = {
  kind: 'move-tasks',
  service: 'shop_web',
  id: 'web',
  node: 'two',
  nodeName: 'two',
  slots: [1],
  effect: 'move',
  particulars: [],
};

/** A manager that tells something else at each look, and the last of it from then on; the first is asked before all. */
const aManager = (...looks: readonly (readonly SwarmTask[])[]): Engine =>
  aManagerOf([aNode('one', { id: 'one' }), aNode('two', { id: 'two', availability: 'drain' })], looks);

function aManagerOf(nodes: readonly SwarmNode[], looks: readonly (readonly SwarmTask[])[]): Engine {
  let at = -1;
  const service = {
    id: 'web',
    name: 'shop_web',
    version: 1,
    labels: {},
    spec: {},
    files: [],
    previousFiles: [],
  };
  return Object.assign(new RecordingEngine(), {
    swarm: async () => ({
      nodes: async () => nodes,
      survey: async () => {
        at = Math.min(at + 1, looks.length - 1);
        return { nodes, services: [service], tasks: looks[at] ?? [] };
      },
    }),
  });
}

async function told(engine: Engine, more: Partial<typeof MOVE> = {}): Promise<readonly string[]> {
  const texts: string[] = [];
  await moveTasks(
    { ...MOVE, ...more },
    { engine, signal: AbortSignal.timeout(20_000), onProgress: ({ text }) => texts.push(text) },
  );
  return texts;
}

test('moveTasks() waits until nothing is left on the node, and all that was there runs elsewhere', async () => {
  const here = aTask(1, 'two');

  expect(
    await told(
      aManager(
        [here],
        [{ ...here, ...ENDING }, aTask(1, undefined, { state: 'pending' })],
        [{ ...here, ...ENDED }, aTask(1, 'one', { state: 'preparing' })],
        [{ ...here, ...ENDED }, aTask(1, 'one')],
      ),
    ),
  ).toEqual(['1 ending on two, 0 of 1 elsewhere (pending)', '0 of 1 elsewhere (preparing)']);
});

test('moveTasks() of a global service waits for the end alone', async () => {
  expect(
    await told(aManager([aTask(0, 'two', ENDING)], [aTask(0, 'two', ENDING)], [aTask(0, 'two', ENDED)]), {
      slots: [],
      effect: 'end',
    }),
  ).toEqual(['1 ending on two']);
});

test('moveTasks() to a node that may have tasks again waits until those run that had no node, and that each node has', async () => {
  const pending = aTask(1, undefined, { state: 'pending', error: 'no suitable node', since: 0 });
  const back = { effect: 'return' } as const;
  expect(
    await told(
      aManager([pending], [pending], [aTask(1, 'two', { state: 'starting' })], [aTask(1, 'two')]),
      back,
    ),
  ).toEqual(['0 of 1 running (pending)', '0 of 1 running (starting)']);

  const { slot: _, ...every } = aTask(1, 'two');
  const elsewhere = { ...every, id: 'other', nodeId: 'one' };
  expect(await told(aManager([elsewhere], [elsewhere], [elsewhere, every]), { ...back, slots: [] })).toEqual([
    '0 of 1 running',
  ]);
});

describe('moveTasks() where a node is lost', () => {
  const lostOf = (...names: readonly string[]): readonly SwarmNode[] =>
    ['one', 'two', 'three'].map((id) => aNode(id, { id, state: names.includes(id) ? 'down' : 'ready' }));
  const here = aTask(1, 'two', ENDING);

  test('does not wait for the end of tasks there, of which nobody hears', async () => {
    expect(await told(aManagerOf(lostOf('two'), [[here], [here, aTask(1, 'one')]]))).toEqual([]);
  });

  test('does not take tasks that have gone there for running', async () => {
    const gone = aTask(1, 'one');
    const looks = [[here, gone], [gone], [{ ...gone, ...ENDING }, aTask(1, 'three')]];
    expect(await told(aManagerOf(lostOf('one'), looks))).toEqual(['0 of 1 elsewhere']);
  });

  test('fails when it is to get tasks again', async () => {
    await expect(
      told(aManagerOf(lostOf('two'), [[here]]), { slots: [], effect: 'return' }),
    ).rejects.toMatchObject({
      code: 'wait-failed',
      message: 'service shop_web: node two is lost: it gets tasks when it is back',
    });
  });
});

test('moveTasks() fails when the swarm makes no task in place of one, at once where the plan has told so', async () => {
  const ended = aTask(1, 'two', ENDED);

  await expect(told(aManager([ended]), { effect: 'stuck' })).rejects.toMatchObject({
    code: 'wait-failed',
    message: 'service shop_web: the swarm starts no other task in place of one that has ended',
  });
});

test('moveTasks() fails for a task that has no node, at once where the plan has told so', async () => {
  const pending = aTask(1, undefined, { state: 'pending', error: 'no suitable node', since: Date.now() });

  await expect(told(aManager([pending]), { effect: 'stuck' })).rejects.toMatchObject({
    code: 'wait-failed',
    message: expect.stringMatching(/^service shop_web: no node can run it .*two: its availability is drain/),
  });
});

test('moveTasks() fails when the tasks do not stay running elsewhere', async () => {
  const failed = [1, 2, 3].map((n) =>
    aTask(1, 'one', {
      ...ENDED,
      id: `f${n}`,
      state: 'failed',
      error: 'task: non-zero exit (3)',
      since: 10 + n,
    }),
  );

  await expect(told(aManager([aTask(1, 'two')], failed))).rejects.toMatchObject({
    message: 'service shop_web: its tasks do not stay running elsewhere: task: non-zero exit (3)',
  });
});

test('moveTasks() fails when its time is over', async () => {
  await expect(told(aManager([aTask(1, 'two', ENDING)]), { timeoutMs: 1 })).rejects.toMatchObject({
    message: expect.stringContaining('its tasks do not run elsewhere after 0.001 s: 1 ending on two'),
  });
});

test.each([
  ['drain', undefined],
  ['active', 'n2 7 {"Role":"worker","Availability":"drain"}'],
])('updateSwarmNode() of a node that is %s sends all of its spec, once', async (availability, expected) => {
  const sent: string[] = [];
  const node = aNode('two', {
    id: 'n2',
    version: 7,
    availability,
    spec: { Role: 'worker', Availability: 'x' },
  });
  const swarm = {
    nodes: async () => [node],
    updateNode: async (id: string, version: number, spec: object) =>
      void sent.push(`${id} ${version} ${JSON.stringify(spec)}`),
  };
  const engine: Engine = Object.assign(new RecordingEngine(), { swarm: async () => swarm });
  const operation = { kind: 'update-swarm-node', id: 'n2', name: 'two', availability: 'drain' } as const;

  await updateSwarmNode({ ...operation, had: 'active' }, engine);
  expect(sent).toEqual(expected === undefined ? [] : [expected]);
  if (expected !== undefined)
    await expect(updateSwarmNode({ ...operation, had: 'pause' }, engine)).rejects.toMatchObject({
      code: 'plan-outdated',
    });
});
