import { describe, expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import type { Swarm } from '../../../src/engine/port/swarm.ts';
import { EngineError, engineRefused } from '../../../src/engine/refusals/engine-error.ts';
import type { JsonMap } from '../../../src/model/json.ts';
import type { ObservedSwarmService, SwarmNode, SwarmTask } from '../../../src/model/observed-swarm.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import { awaitTasks } from '../../../src/reconciler/swarm/await-tasks.ts';
import { aNode } from '../../support/a-swarm.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

/** What a manager tells at one look. */
interface Look {
  readonly service?: Partial<ObservedSwarmService>;
  /** As the service is now. */
  readonly tasks?: readonly Partial<SwarmTask>[];
  /** As it was before. */
  readonly former?: readonly Partial<SwarmTask>[];
  readonly isRemoved?: true;
  /** There is no leader. */
  readonly isAway?: true;
  /** The manager itself does not answer. */
  readonly isGone?: true;
}

const REPLICATED: JsonMap = { Mode: { Replicated: { Replicas: 2 } } };
const JOB: JsonMap = { Mode: { ReplicatedJob: { TotalCompletions: 1 } } };

const aTask = (more: Partial<SwarmTask>, index: number): SwarmTask => ({
  id: `task-${index}`,
  serviceId: 'id',
  nodeId: 'id-of-one',
  slot: index + 1,
  state: 'running',
  desiredState: 'running',
  since: Date.now(),
  image: 'web',
  ...more,
});

/** A manager that tells something else at each look, and the last of it from then on. */
function aManager(looks: readonly Look[], nodes: readonly SwarmNode[] = [aNode('one')]): Engine {
  let at = -1;
  const now = (): Look => looks[Math.max(0, Math.min(at, looks.length - 1))] ?? {};
  const nobody = () => Promise.reject(new Error('nobody should ask for that'));
  const current = (): readonly SwarmTask[] => (now().tasks ?? []).map(aTask);
  const former = (): readonly SwarmTask[] =>
    (now().former ?? []).map((task, index) => aTask(task, 100 + index));
  const swarm: Swarm = {
    observe: nobody,
    resolveImage: nobody,
    survey: nobody,
    updateNode: nobody,
    ingressPorts: nobody,
    createService: nobody,
    updateService: nobody,
    rollBackService: nobody,
    removeService: nobody,
    createFile: nobody,
    removeFile: nobody,
    nodes: async () => nodes,
    history: () => {
      throw new Error('nobody should ask for that');
    },
    logs: () => {
      throw new Error('nobody should ask for that');
    },
    lastLines: async (task) => [`the last line of ${task}`],
    service: nobody,
    currentTasks: async () => current(),
    tasksOf: async () => [...current(), ...former()],
    // Each look begins with it.
    async servicesOf() {
      at += 1;
      const look = now();
      if (look.isAway)
        throw engineRefused(500, 'rpc error: code = Unknown desc = The swarm does not have a leader.');
      if (look.isGone) throw new EngineError('engine-unreachable', 'no Docker engine at tcp://node1');
      if (look.isRemoved) return [];
      const service = {
        id: 'id',
        name: 'shop_web',
        version: 1,
        labels: {},
        spec: REPLICATED,
        files: [],
        previousFiles: [],
      };
      return [{ ...service, ...look.service }];
    },
  };
  return Object.assign(new RecordingEngine(), { swarm: async () => swarm });
}

/** Longer than a look or two. */
const SHORT = { noNode: 300, untaken: 300, preparing: 300, restarting: 300, updating: 600 };

async function end(
  looks: readonly Look[],
  more: Partial<OperationOf<'await-tasks'>> = {},
  nodes?: readonly SwarmNode[],
  patience = SHORT,
): Promise<readonly string[]> {
  const told: string[] = [];
  await awaitTasks(
    { kind: 'await-tasks', service: 'web', name: 'shop_web', until: 'running', ...more },
    {
      engine: aManager(looks, nodes),
      project: 'shop',
      signal: AbortSignal.timeout(20_000),
      onProgress: ({ text }) => told.push(text),
    },
    patience,
  );
  return told;
}

const FAILED = { state: 'failed', desiredState: 'shutdown', error: 'task: non-zero exit (3)' } as const;

describe('a service', () => {
  test('is there when as many tasks run as it has, and none of before is to run', async () => {
    expect(
      await end([
        { tasks: [{ state: 'preparing' }, { state: 'pending' }] },
        { tasks: [{}, { state: 'starting' }] },
        { tasks: [{}, {}], former: [{}] },
        { tasks: [{}, {}], former: [{ state: 'running', desiredState: 'shutdown' }] },
      ]),
    ).toEqual(['0 of 2 running (preparing on one)', '1 of 2 running (starting on one)', '2 of 2 running']);
  });

  test('is not there as long as the swarm watches its update', async () => {
    const running = [{}, {}];
    const updating = { updateStatus: { state: 'updating', message: 'update in progress' } };
    const completed = { updateStatus: { state: 'completed', message: 'update completed' } };
    expect(
      await end([
        { service: updating, tasks: running },
        { service: completed, tasks: running },
      ]),
    ).toEqual(['2 of 2 running']);
  });

  test('is there while the swarm waits for ever for a task that it gave to a lost node', async () => {
    const service = { updateStatus: { state: 'updating', message: 'update in progress' } };
    const given = { state: 'assigned', desiredState: 'shutdown', nodeId: 'id-of-two' };
    const nodes = [aNode('one'), aNode('two', { state: 'down' })];
    expect(await end([{ service, tasks: [{}, {}], former: [given] }], {}, nodes)).toEqual([]);
  });

  test('fails when the swarm replaces no more tasks for one that it gave to a lost node', async () => {
    const service = { updateStatus: { state: 'updating', message: 'update in progress' } };
    const given = { state: 'assigned', desiredState: 'shutdown', nodeId: 'id-of-two' };
    const nodes = [aNode('one'), aNode('two', { state: 'down' })];
    const failure = await end([{ service, tasks: [{}], former: [{}, given] }], {}, nodes).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({
      message: expect.stringMatching(
        /waits for a task on node two, which is down, and replaces no more tasks until it is asked again$/,
      ),
      about: undefined,
    });
    expect(hintText(failure instanceof UserError ? (failure.hint ?? '') : '')).toBe(
      'gantry restart web makes the swarm replace all of its tasks',
    );
  });

  describe('whose update the swarm has paused', () => {
    const service = { updateStatus: { state: 'paused', message: 'failure of task task-0' } };
    const former = [{ slot: 2 }];
    const failing = { ...FAILED, id: 'first', desiredState: 'ready' };
    const told = (...tasks: readonly (readonly Partial<SwarmTask>[])[]) =>
      end(
        tasks.map((its) => ({ service, tasks: its, former })),
        { until: 'begun', isUnchanged: true },
      );

    test('is to go on once the tasks run that it has made', async () => {
      const ended = { ...failing, desiredState: 'shutdown' };
      expect(await told([failing], [ended, { id: 'next', slot: 1, state: 'starting' }], [{}])).toEqual([
        expect.stringMatching(/^0 of the 1 that its update has made running \(failed on one: /),
        '0 of the 1 that its update has made running (starting on one)',
      ]);
    });

    test('is not to go on while these fail', async () => {
      const ended = { ...failing, desiredState: 'shutdown' };
      await expect(told([failing], [ended, { ...failing, id: 'next', slot: 1 }])).rejects.toMatchObject({
        message: expect.stringMatching(
          /^service shop_web: the swarm has paused its update, .* still fail: the others/,
        ),
        output: ['the last line of next'],
      });
      await expect(told([failing])).rejects.toThrow('still fail');
    });

    test('may go on when one fails that was started before', async () => {
      const starting = { id: 'first', state: 'starting' };
      const next = [
        { ...failing, desiredState: 'shutdown' },
        { id: 'next', slot: 1 },
      ];
      expect(await told([starting], next)).toHaveLength(1);
    });

    test('is to go on at once where none of these is started again', async () => {
      expect(await told([{ ...failing, desiredState: 'shutdown' }])).toEqual([]);
    });
  });

  test('fails when the swarm has begun no update, and tasks of before are left', async () => {
    const failure = await end([{ tasks: [{}], former: [{}] }]).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message:
        'service shop_web: the swarm has given its update up: 1 of its tasks are still as they were before',
    });
    expect(hintText(failure instanceof UserError ? (failure.hint ?? '') : '')).toBe(
      'gantry restart web makes the swarm replace all of its tasks',
    );

    const updating = { updateStatus: { state: 'updating', message: 'update in progress' } };
    const begun = { tasks: [{}], former: [{}] };
    expect(await end([begun, { service: updating, ...begun }, { tasks: [{}, {}] }])).toEqual([
      '1 of 2 running',
    ]);
  });

  test.each(['paused', 'rollback_started', 'rollback_completed'])(
    'whose update has ended as %s fails with the error, the node and the last lines of its task',
    async (state) => {
      const service = { updateStatus: { state, message: 'failure of task task-0' } };
      await expect(end([{ service, tasks: [FAILED, {}] }])).rejects.toMatchObject({
        code: 'wait-failed',
        message: expect.stringMatching(/failure of task task-0: task: non-zero exit \(3\) on node one$/),
        output: ['the last line of task-0'],
        about: { of: ['services', 'web'], settings: ['command', 'image'] },
      });
    },
  );

  test('that was to go back is there when it has, and fails when it could not', async () => {
    const on = (state: string) => ({ service: { updateStatus: { state, message: 'as asked' } } });
    const goesBack = { goesBack: true } as const;
    expect(
      await end(
        [
          { ...on('rollback_started'), tasks: [{}, {}] },
          { ...on('rollback_completed'), tasks: [{}, {}] },
        ],
        goesBack,
      ),
    ).toEqual(['2 of 2 running']);
    await expect(end([{ ...on('rollback_paused'), tasks: [FAILED, {}] }], goesBack)).rejects.toThrow(
      'the swarm has paused the update: as asked',
    );
  });

  test('that was never there before fails when its tasks fail again and again', async () => {
    const tasks = [FAILED, FAILED, FAILED, { state: 'ready', desiredState: 'ready' }];
    await expect(end([{ tasks }])).rejects.toThrow('its tasks do not stay running: task: non-zero exit (3)');
  });

  test('has not failed by what had failed before it was changed', async () => {
    const service = { changedAt: 10 };
    const before = [7, 8, 9].map((created) => ({ ...FAILED, slot: 1, created }));
    const after = { slot: 1, created: 11 };
    expect(
      await end([
        { service, tasks: [...before, after, { slot: 2, created: 12, state: 'starting' }] },
        { service, tasks: [...before, after, { slot: 2, created: 12 }] },
      ]),
    ).toEqual(['1 of 2 running (starting on one)']);
    const again = before.map((task) => ({ ...task, created: task.created + 10 }));
    await expect(end([{ service, tasks: [...again, { slot: 2 }] }])).rejects.toThrow('do not stay running');
  });

  test('fails when a task has failed and none is to come', async () => {
    const spec = { ...REPLICATED, TaskTemplate: { RestartPolicy: { MaxAttempts: 2 } } };
    await expect(end([{ tasks: [FAILED, {}] }])).rejects.toThrow(
      'its tasks do not stay running, and the swarm starts no other one: task: non-zero exit (3)',
    );
    await expect(end([{ service: { spec }, tasks: [FAILED, {}] }])).rejects.toThrow('(max_attempts: 2)');
  });

  test('has not failed where the next task only comes a moment later', async () => {
    expect(await end([{ tasks: [FAILED, {}] }, { tasks: [FAILED, {}, { slot: 1 }] }])).toEqual([
      'its tasks do not stay running, and the swarm starts no other one',
    ]);
  });

  test('is there when its tasks have ended well, and are not to be started again', async () => {
    const spec = { ...REPLICATED, TaskTemplate: { RestartPolicy: { Condition: 'none' } } };
    const ended = { state: 'complete', desiredState: 'shutdown', exitCode: 0 };
    expect(
      await end([
        { service: { spec }, tasks: [{}, { state: 'starting' }] },
        { service: { spec }, tasks: [{}, ended] },
      ]),
    ).toEqual(['1 of 2 running (starting on one)']);
  });

  test('is not there as long as one of its tasks is on a node that is away', async () => {
    const away = [aNode('one'), aNode('two', { state: 'down' })];
    const tasks = [{}, { nodeId: 'id-of-two' }];
    await expect(end([{ tasks }], { timeoutMs: 300 }, away)).rejects.toThrow(
      'service shop_web is not ready after 0.3 s: 1 of 2 running (its node two is down)',
    );
  });

  test.each([
    ['new', undefined, 'does not give its task an address or a node'],
    ['pending', undefined, 'does not give its task an address or a node'],
    ['assigned', 'id-of-one', 'node one does not take its task (assigned)'],
    ['preparing', 'id-of-one', 'node one has been preparing its task for long: it pulls the image'],
  ])('whose task stays %s fails', async (state, nodeId, why) => {
    const stuck = { state, ...(nodeId === undefined ? {} : { nodeId }) };
    await expect(end([{ tasks: [stuck, {}] }])).rejects.toThrow(why);
  });

  test('names what a node lacks: the platform, what is reserved, the port', async () => {
    const spec = (template: JsonMap): JsonMap => ({ ...REPLICATED, TaskTemplate: template });
    const pending = (error: string) => ({ state: 'pending', error });
    const nodes = [aNode('one', { architecture: 'aarch64' }), aNode('two')];
    const arm = spec({ Placement: { Platforms: [{ OS: 'linux', Architecture: 'arm64' }] } });
    const unsupported = pending(
      'no suitable node (unsupported platform on 1 node; insufficient resources on 1 node)',
    );
    await expect(end([{ service: { spec: arm }, tasks: [unsupported, {}] }], {}, nodes)).rejects.toThrow(
      'one: other tasks have reserved too much of it; two: it is linux/amd64, and the image is for linux/arm64',
    );
    const large = spec({ Resources: { Reservations: { NanoCPUs: 4e9 } } });
    await expect(
      end([{ service: { spec: large }, tasks: [pending('no suitable node (insufficient resources)'), {}] }]),
    ).rejects.toThrow('one: it has 2 CPUs, and the service asks for 4');
    await expect(
      end([{ tasks: [pending('no suitable node (host-mode port already in use on 1 node)'), {}] }]),
    ).rejects.toThrow('one: another task has the port there');
  });

  test('is not given up soon where a new leader has not heard from the nodes yet', async () => {
    const unheard = { state: 'pending', error: 'no suitable node (3 nodes not available for new tasks)' };
    const quiet = Array.from({ length: 4 }, () => ({ tasks: [unheard, {}] }));
    const told = await end([...quiet, { tasks: [{}, {}] }], {}, undefined, { ...SHORT, untaken: 60_000 });
    expect(told).toHaveLength(1);
  });

  test('is waited for while the managers choose a leader', async () => {
    expect(await end([{ isAway: true }, { tasks: [{}, {}] }])).toEqual(['the swarm has no leader']);
  });

  test('whose manager is gone is waited for no more, and the other managers are named', async () => {
    const nodes = ['one', 'two'].map((name, index) =>
      aNode(name, { role: 'manager', address: `10.0.0.${index + 1}` }),
    );
    await expect(end([{ tasks: [{}] }, { isGone: true }], {}, nodes)).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: 'the manager that gantry talked to is gone: no Docker engine at tcp://node1',
      hint: expect.stringContaining('Its managers are one (10.0.0.1), two (10.0.0.2): name another one'),
    });
  });

  test('that was unchanged is not judged by what failed before, nor by how its last update ended', async () => {
    const service = { updateStatus: { state: 'rollback_completed', message: 'rollback completed' } };
    const tasks = [FAILED, FAILED, FAILED, {}];
    const told = await end(
      [
        { service, tasks: [...tasks, { state: 'starting' }] },
        { service, tasks: [...tasks, {}] },
      ],
      { isUnchanged: true },
    );
    expect(told).toEqual(['1 of 2 running (starting on one)']);
  });

  test('for which there is no node fails, and each node is named with what leaves it out', async () => {
    const spec = { ...REPLICATED, TaskTemplate: { Placement: { Constraints: ['node.labels.disk==ssd'] } } };
    const stuck = {
      state: 'pending',
      error: 'no suitable node (scheduling constraints not satisfied on 2 nodes)',
    };
    const nodes = [aNode('one'), aNode('two', { labels: { disk: 'ssd' }, availability: 'drain' })];
    await expect(end([{ service: { spec }, tasks: [stuck, {}] }], {}, nodes)).rejects.toThrow(
      'no node can run it (no suitable node (scheduling constraints not satisfied on 2 nodes)): one: it does not meet node.labels.disk==ssd; two: its availability is drain',
    );
  });

  test('of each node is there when no node may run it, and fails when the swarm makes no task where one may', async () => {
    const spec = (role: string): JsonMap => ({
      Mode: { Global: {} },
      TaskTemplate: { Placement: { Constraints: [`node.role==${role}`] } },
    });
    expect(await end([{ service: { spec: spec('manager') } }])).toEqual([]);
    await expect(end([{ service: { spec: spec('worker') } }])).rejects.toThrow(
      'service shop_web: the swarm makes no task for it',
    );
  });

  test('is waited for as long as a task of before has the port, or the memory, that its task needs', async () => {
    const pending = { state: 'pending', error: 'no suitable node (host-mode port already in use on 1 node)' };
    const ending = { tasks: [pending, {}], former: [{ desiredState: 'shutdown' }] };
    const told = await end([ending, ending, ending, ending, { tasks: [{}, {}] }]);
    expect(told).toHaveLength(1);
    const away = { former: [{ desiredState: 'shutdown', nodeId: 'id-of-two' }] };
    const nodes = [aNode('one'), aNode('two', { state: 'down' })];
    await expect(end([{ ...ending, ...away }], {}, nodes)).rejects.toThrow('no node can run it');
  });

  test('with no replicas is there at once', async () => {
    expect(await end([{ service: { spec: { Mode: { Replicated: { Replicas: 0 } } } } }])).toEqual([]);
  });

  test('that somebody removes meanwhile fails', async () => {
    await expect(end([{ isRemoved: true }])).rejects.toThrow('somebody has removed it');
  });

  test('is given up when the time is over', async () => {
    await expect(end([{ tasks: [{ state: 'preparing' }, {}] }], { timeoutMs: 0 })).rejects.toThrow(
      'service shop_web is not ready after 0 s: 1 of 2 running (preparing on one)',
    );
  });
});

describe('a job', () => {
  const service = { spec: JOB };
  const complete = { state: 'complete', desiredState: 'complete', exitCode: 0 } as const;

  test('is done when its tasks of this run have completed, whatever those of earlier ones did', async () => {
    const before = [{ ...complete, jobIteration: 0 }];
    const told = await end(
      [
        { service, tasks: [{ jobIteration: 1 }], former: before },
        { service, tasks: [{ ...complete, jobIteration: 1 }], former: before },
      ],
      { until: 'completed' },
    );
    expect(told).toEqual(['0 of 1 completed']);
  });

  test('is not done by an earlier run while the swarm has made no task of the new one yet', async () => {
    const asked = { service: { ...service, jobIteration: 1 }, former: [{ ...complete, jobIteration: 0 }] };
    const told = await end([asked, { ...asked, tasks: [{ ...complete, jobIteration: 1 }] }], {
      until: 'completed',
    });
    expect(told).toEqual(['0 of 1 completed']);
  });

  test('of no task, and one of each node where no node may run it, is done', async () => {
    const none = { spec: { Mode: { ReplicatedJob: { TotalCompletions: 0 } } } };
    const nowhere = {
      spec: { Mode: { GlobalJob: {} }, TaskTemplate: { Placement: { Constraints: ['node.role==manager'] } } },
    };
    for (const one of [none, nowhere])
      expect(await end([{ service: one }], { until: 'completed' })).toEqual([]);
  });

  test('fails when its last task has failed and none comes after it', async () => {
    await expect(end([{ service, tasks: [FAILED] }], { until: 'completed' })).rejects.toThrow(
      'it did not complete: task: non-zero exit (3)',
    );
  });
});

test('a service that was removed has gone when its containers have ended', async () => {
  const told = await end(
    [
      { isRemoved: true, tasks: [{ desiredState: 'remove' }, { desiredState: 'remove' }] },
      { isRemoved: true, tasks: [{ desiredState: 'remove' }] },
      { isRemoved: true },
    ],
    { until: 'gone', id: 'id' },
  );
  expect(told).toEqual(['2 ending', '1 ending']);
});

test('a service that was removed has gone when only a lost node still has containers of it', async () => {
  const looks: readonly Look[] = [
    { isRemoved: true, tasks: [{ desiredState: 'remove' }] },
    { isRemoved: true },
  ];
  const nodeIn = (state: string) => [aNode('one', { state })];
  expect(await end(looks, { until: 'gone', id: 'id' }, nodeIn('down'))).toEqual([]);
  // Its manager has just begun to lead, and has not heard of it yet.
  expect(await end(looks, { until: 'gone', id: 'id' }, nodeIn('unknown'))).toEqual(['1 ending']);
});
