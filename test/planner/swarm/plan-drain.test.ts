import { expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { JsonMap } from '../../../src/model/json.ts';
import type { SwarmNode, SwarmSurvey, SwarmTask } from '../../../src/model/observed-swarm.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { planDrain } from '../../../src/planner/swarm/plan-drain.ts';
import { aNode } from '../../support/a-swarm.ts';
import { lines } from '../../support/lines.ts';

const NODES = ['node1', 'node2', 'node3'].map((name) => aNode(name));

interface Service {
  readonly spec?: JsonMap;
  /** The names of their nodes, by slot; of a global service with `isGlobal`. */
  readonly on: readonly string[];
  readonly isGlobal?: boolean;
}

function aSurvey(
  services: Readonly<Record<string, Service>>,
  nodes: readonly SwarmNode[] = NODES,
): SwarmSurvey {
  const entries = Object.entries(services);
  return {
    nodes,
    services: entries.map(([name, { spec = {}, isGlobal }]) => ({
      id: name,
      name,
      version: 1,
      labels: {},
      spec: { ...(isGlobal === true && { Mode: { Global: {} } }), ...spec },
      files: [],
      previousFiles: [],
    })),
    tasks: entries.flatMap(([name, { on, isGlobal, spec }]) =>
      on.map((node, index): SwarmTask => {
        const reserved = memoryIn(spec);
        return {
          id: `${name}-${index}`,
          serviceId: name,
          nodeId: `id-of-${node}`,
          state: 'running',
          desiredState: 'running',
          since: 0,
          image: 'x',
          ...(isGlobal ? {} : { slot: index + 1 }),
          ...(reserved > 0 && { reserves: { nanoCpus: 0, memoryBytes: reserved } }),
        };
      }),
    ),
  };
}

const reserving = (MemoryBytes: number): JsonMap => ({
  TaskTemplate: { Resources: { Reservations: { MemoryBytes } } },
});
const memoryIn = (spec: JsonMap | undefined): number =>
  Number(/"MemoryBytes":(\d+)/.exec(JSON.stringify(spec ?? {}))?.[1] ?? 0);
const placed = (Placement: JsonMap): JsonMap => ({ TaskTemplate: { Placement } });
const mounting = (...Mounts: readonly JsonMap[]): JsonMap => ({
  TaskTemplate: { ContainerSpec: { Mounts } },
});

const drained = (survey: SwarmSurvey, node = 'node2'): Plan => planDrain(survey, { node, undo: false });

/** The effect on each service, with its particulars. */
const effects = (plan: Plan): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'move-tasks'
        ? [[operation.service, [operation.effect, ...operation.particulars]]]
        : [],
    ),
  );

test('planDrain() drains the node, and then waits for the tasks of each service that has some there', () => {
  const survey = aSurvey({
    web: { on: ['node1', 'node2', 'node2'] },
    every: { on: ['node1', 'node2'], isGlobal: true },
    api: { on: ['node1'] },
  });

  expect(formatPlan(drained(survey))).toBe(
    lines(
      '1 update-swarm-node node2 drain because changed: availability active -> drain',
      '2 move-tasks every from node2 (end) after 1 because it follows node node2',
      '3 move-tasks web.2.3 from node2 (move) after 1 because it follows node node2',
    ),
  );
  expect(effects(drained(survey))).toEqual({
    every: ['end', 'its task there ends: each node has one of its own'],
    web: ['move', '2 tasks move to node1 or node3', '1 more goes on running'],
  });
});

test('planDrain() says which service is not there meanwhile', () => {
  expect(effects(drained(aSurvey({ db: { on: ['node2'] } })))).toEqual({
    db: [
      'outage',
      '1 task moves to node1 or node3',
      'no other task of it runs: it is not there until the new one runs',
    ],
  });
});

test('planDrain() says which tasks have nowhere to go, and why, node by node', () => {
  const nodes = [
    aNode('node1', { memoryBytes: 10 }),
    aNode('node2'),
    aNode('node3', { state: 'down' }),
    aNode('node4', { availability: 'pause' }),
    aNode('node5', { memoryBytes: 25, architecture: 'aarch64' }),
  ];
  const port = { PublishMode: 'host', PublishedPort: 80, Protocol: 'tcp' };
  const survey = aSurvey(
    {
      big: { on: ['node2', 'node2', 'node2'], spec: reserving(20) },
      here: { on: ['node2'], spec: placed({ Constraints: ['node.hostname==node2'] }) },
      intel: {
        on: ['node2'],
        spec: placed({ Platforms: [{ OS: 'linux', Architecture: 'arm64' }], MaxReplicas: 1 }),
      },
      edge: { on: ['node1', 'node2', 'node5'], spec: { EndpointSpec: { Ports: [port] } } },
    },
    nodes,
  );
  const why = (service: string): string => (effects(drained(survey))[service] ?? []).join('\n');

  expect(why('big')).toBe(
    lines(
      'stuck',
      '1 task moves to node5',
      '2 tasks have nowhere to go, and do not run until node2 is active again:',
      '  node1: it has 10 B of memory, and the service asks for 20 B',
      '  node3: it is down',
      '  node4: its availability is pause',
      '  node5: too little memory is left that nobody has reserved',
      'no other task of it runs: it is not there until the new one runs',
    ),
  );
  expect(why('here')).toMatch(
    /^stuck\n1 task has nowhere .*\n {2}node1: it does not meet node.hostname==node2\n/,
  );
  expect(why('intel')).toMatch(/^outage\n1 task moves to node5\n/);
  expect(why('edge')).toMatch(
    /^stuck\n1 task has [\s\S]*node1: its port 80\/tcp is taken[\s\S]*\n2 more go on running$/,
  );
});

test('planDrain() says of tasks that are never started again that they end', () => {
  const survey = aSurvey({
    once: { on: ['node1', 'node2'], spec: { TaskTemplate: { RestartPolicy: { Condition: 'none' } } } },
  });

  expect(effects(drained(survey)).once).toEqual([
    'stuck',
    '1 task ends, and no other one is started: its restart policy says none',
  ]);
});

test('planDrain() places no more tasks on a node than max_replicas_per_node allows', () => {
  const survey = aSurvey({
    web: { on: ['node1', 'node2', 'node2'], spec: placed({ MaxReplicas: 1 }) },
  });

  expect(effects(drained(survey)).web).toEqual([
    'stuck',
    '1 task moves to node1 or node3',
    '1 task has nowhere to go, and does not run until node2 is active again:',
    '  node1: it has as many tasks of it as max_replicas_per_node says',
    '  node3: it has as many tasks of it as max_replicas_per_node says',
    '1 more goes on running',
  ]);
});

test('planDrain() says what stays on the node', () => {
  const survey = aSurvey({
    db: {
      on: ['node2', 'node1'],
      spec: mounting(
        { Type: 'volume', Source: 'data' },
        { Type: 'volume', Source: 'share', VolumeOptions: { DriverConfig: { Options: { type: 'nfs' } } } },
        { Type: 'bind', Source: '/srv' },
        { Type: 'tmpfs' },
      ),
    },
  });

  expect(effects(drained(survey)).db?.slice(3)).toEqual([
    'volume data stays on node2 with its data: the new task begins with that of its own node, or an empty one',
    '/srv is of the node: the new task has that of its own, or fails without one',
  ]);
});

test('planDrain() goes on where a drain was interrupted, and has nothing to do where none was', () => {
  const nodes = NODES.map((node) => (node.hostname === 'node2' ? { ...node, availability: 'drain' } : node));

  expect(formatPlan(drained(aSurvey({ web: { on: ['node2'] } }, nodes)))).toContain('move-tasks web.1');
  expect(drained(aSurvey({ web: { on: ['node1'] } }, nodes))).toMatchObject({
    steps: [],
    unchanged: [{ kind: 'node', name: 'node2' }],
  });
});

test('planDrain() undone lets the node get tasks again, and says that those that run do not come back', () => {
  const nodes = NODES.map((node) => ({ ...node, availability: 'drain' }));
  const plan = planDrain(aSurvey({}, nodes), { node: 'id-of-node2', undo: true });

  expect(formatPlan(plan)).toContain(
    '1 update-swarm-node node2 active because changed: availability drain -> active',
  );
  expect(plan.warnings).toEqual([expect.stringContaining('do not come back to node2 by themselves')]);
});

test('planDrain() undone says of a paused node that its tasks have never left it', () => {
  const nodes = NODES.map((node) => ({ ...node, availability: 'pause' }));
  const plan = planDrain(aSurvey({ web: { on: ['node2'] } }, nodes), { node: 'node2', undo: true });

  expect(formatPlan(plan)).toContain(
    '1 update-swarm-node node2 active because changed: availability pause -> active',
  );
  expect(plan.warnings).toEqual([
    'node node2 was paused, and its tasks went on running: now it gets new ones, too',
  ]);
});

test('planDrain() undone waits for the tasks that had no node, and for those that each node has', () => {
  const nodes = NODES.map((node) => ({
    ...node,
    availability: node.hostname === 'node2' ? 'drain' : 'active',
  }));
  const onManagers = { TaskTemplate: { Placement: { Constraints: ['node.role==manager'] } } };
  const survey = aSurvey(
    {
      every: { on: ['node1', 'node3'], isGlobal: true },
      few: { on: ['node1'], isGlobal: true, spec: onManagers },
      stuck: { on: ['node1', ''] },
      web: { on: ['node1', 'node3'] },
    },
    nodes,
  );
  const tasks = survey.tasks.map(({ nodeId, ...task }) =>
    nodeId === 'id-of-' ? { ...task, state: 'pending' } : { ...task, ...(nodeId && { nodeId }) },
  );
  const plan = planDrain({ ...survey, tasks }, { node: 'node2', undo: true });

  expect(formatPlan(plan).split('\n')).toEqual([
    '1 update-swarm-node node2 active because changed: availability drain -> active',
    '2 move-tasks every to node2 (return) after 1 because it follows node node2',
    '3 move-tasks stuck.2 to node2 (return) after 1 because it follows node node2',
  ]);
  expect(effects(plan)).toEqual({
    every: ['return', 'a task of it starts there: each node has one of its own'],
    stuck: ['return', '1 task has no node now, and may run there'],
  });

  const lost = { ...survey, nodes: nodes.map((node) => ({ ...node, state: 'down' })) };
  const undone = planDrain(lost, { node: 'node2', undo: true });
  expect(undone.steps).toHaveLength(1);
  expect(undone.warnings).toContainEqual(
    expect.stringContaining('node node2 is down: it gets tasks when it is back'),
  );
});

test('planDrain() moves the first task of a job, whose slot has no number', () => {
  const job = { Mode: { ReplicatedJob: { TotalCompletions: 1 } } };
  const survey = aSurvey({ migrate: { on: ['node2'], spec: job } });
  const tasks = survey.tasks.map(({ slot: _, ...task }) => task);
  expect(formatPlan(drained({ ...survey, tasks }))).toContain('move-tasks migrate.0 from node2 (outage)');
});

test.each([
  [
    'nodes2',
    'no-such-node',
    'the swarm has no node nodes2',
    'did you mean "node2"? gantry nodes lists them: node1, node2, node3',
  ],
  [
    'id-of-node',
    'bad-usage',
    '3 nodes are called id-of-node',
    'name one by its id: id-of-node1, id-of-node2, id-of-node3',
  ],
  ['xyz', 'no-such-node', 'the swarm has no node xyz', 'gantry nodes lists them: node1, node2, node3'],
])('planDrain() refuses the name %s', (node, code, message, hint) => {
  let thrown: unknown;
  try {
    drained(aSurvey({}), node);
  } catch (error) {
    thrown = error;
  }

  expect(thrown).toMatchObject({ code, message });
  expect(hintText((thrown instanceof UserError && thrown.hint) || '')).toBe(hint);
});
