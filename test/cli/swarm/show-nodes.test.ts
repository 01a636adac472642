import { expect, test } from 'vitest';
import { showNodes } from '../../../src/cli/swarm/show-nodes.ts';
import { readInfo } from '../../../src/engine/answers/read-info.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import type { SwarmNode, SwarmSurvey, SwarmTask } from '../../../src/model/observed-swarm.ts';
import { aCli, type TestCli } from '../../support/a-cli.ts';
import { aNode } from '../../support/a-swarm.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const aTask = (node: string, service: string, more: Partial<SwarmTask> = {}): SwarmTask => ({
  id: `${service}-${node}`,
  serviceId: service,
  nodeId: `id-of-${node}`,
  state: 'running',
  desiredState: 'running',
  since: 0,
  image: 'x',
  ...more,
});

const aService = (project: string, key: string) => ({
  id: key,
  name: `${project}_${key}`,
  version: 1,
  labels: { 'com.docker.stack.namespace': project },
  spec: {},
  files: [],
  previousFiles: [],
});

const LEADER = { isLeader: true, role: 'manager', reachability: 'reachable', address: '10.0.0.9' };
const SERVICES = [aService('shop', 'web'), aService('shop', 'db'), aService('other', 'api')];

/** A manager, the first of the nodes. */
function aManager(nodes: readonly SwarmNode[], tasks: readonly SwarmTask[] = []): Engine {
  const survey: SwarmSurvey = { nodes, tasks, services: SERVICES };
  const info = () =>
    Promise.resolve(
      readInfo({ Swarm: { NodeID: nodes[0]?.id ?? '' }, SystemTime: new Date().toISOString() }),
    );
  return Object.assign(new RecordingEngine(), { info, swarm: async () => ({ survey: async () => survey }) });
}

async function shown(engine: Engine, options: { format?: string; clocks?: boolean } = {}): Promise<TestCli> {
  const cli = aCli('/', { engine, globals: { projectName: 'shop' } });
  await showNodes(cli, { clocks: false, ...options });
  return cli;
}

test('nodes shows what runs where of the project and in all, and what that reserves', async () => {
  const half = { nanoCpus: 5e8, memoryBytes: 2 ** 29 };
  const cli = await shown(
    aManager(
      [aNode('two', { memoryBytes: 2 ** 30, labels: { disk: 'ssd', fast: '' } }), aNode('one', LEADER)],
      [
        aTask('two', 'web', { reserves: half }),
        aTask('two', 'web', { reserves: half }),
        aTask('two', 'api'),
        aTask('two', 'db', { state: 'failed' }),
        aTask('one', 'db'),
        aTask('one', 'web', { desiredState: 'shutdown' }),
      ],
    ),
  );

  expect(cli.written.stdout.split('\n').map((line) => line.trimEnd())).toEqual([
    'NODE   ROLE     STATE   ENGINE   CPUS   MEMORY       TASKS   OF THE PROJECT   CLOCK   ADDRESS    LABELS',
    'one    leader   ready   26.1.5   0/2    0/953.7MiB   1       db               ?       10.0.0.9',
    'two    worker   ready   26.1.5   1/2    1GiB/1GiB    3       web ×2           ?       10.0.0.1   disk=ssd,fast',
    '',
  ]);
  expect(cli.written.stderr).toBe('');
});

test('nodes says which nodes are not as they should be', async () => {
  const nodes = [
    aNode('one', LEADER),
    aNode('two', { role: 'manager', reachability: 'unreachable', state: 'down' }),
    aNode('three', { availability: 'drain', engineVersion: '20.10.0' }),
  ];
  const cli = await shown(aManager(nodes));

  expect(cli.written.stdout).toMatch(/^two +manager, unreachable +down /m);
  expect(cli.written.stdout).toMatch(/^three +worker +ready, drain /m);
  expect(cli.written.stderr).toBe(
    'warning: engines of different versions: 26.1.5 on one, two; 20.10.0 on three\n' +
      'warning: 1 of 2 managers cannot be reached: two; without more than half of them nothing can be changed\n',
  );
});

test('nodes compares clocks through the engines that it reaches, and says which it cannot', async () => {
  const nodes = [aNode('one', LEADER), aNode('two', { state: 'down' })];
  const cli = await shown(aManager(nodes), { clocks: true, format: 'json' });

  const [one = {}, two = {}] = cli.written.stdout
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  expect(Math.abs(Number(one.ClockSkewMs))).toBeLessThan(1000);
  expect(two).toMatchObject({ ClockSkewMs: null, ClockUnknown: 'node two is down' });
  expect(cli.written.stderr).toContain('no clock of two (--no-clocks asks for none): node two is down');
});
