import { expect, test } from 'vitest';
import { listSwarmProjects } from '../../../src/cli/swarm/list-swarm-projects.ts';
import { showSwarmImages } from '../../../src/cli/swarm/show-swarm-images.ts';
import { showSwarmTasks } from '../../../src/cli/swarm/show-swarm-tasks.ts';
import type { ObservedSwarm } from '../../../src/model/observed-swarm.ts';
import { stackRecord } from '../../../src/ui/tables/stacks-output.ts';
import { aCli } from '../../support/a-cli.ts';
import { aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { aManagerOf, aSwarmService, aSwarmTask } from '../../support/swarm-objects.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const FORMER = { image: 'registry:5000/web:1', state: 'shutdown', desiredState: 'shutdown' };
const NOW = { image: `registry:5000/web:2@${DIGEST}` };

const SHOP: ObservedSwarm = {
  ...EMPTY_SWARM,
  nodes: [aNode('two'), aNode('one')],
  services: [aSwarmService('web'), aSwarmService('db')],
  tasks: [
    aSwarmTask('web', 'one', { ...FORMER, id: 'former', since: 1000, error: 'task: non-zero exit (3)' }),
    aSwarmTask('web', 'one', { ...NOW, id: 'now', since: 2000 }),
    aSwarmTask('web', 'two', { ...NOW, id: 'other', slot: 2 }),
    aSwarmTask('web', 'two', { ...NOW, id: 'third', slot: 3 }),
    aSwarmTask('db', 'two', { image: DIGEST, state: 'starting' }),
  ],
};

const aManager = () => aCli('/', { engine: aManagerOf(SHOP), globals: { on: 'swarm', projectName: 'shop' } });
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));
const cellsOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/\s{2,}/));

test('images has what the tasks of each service run, by digest, and on which nodes', async () => {
  const cli = aManager();
  await showSwarmImages(cli, [], { format: 'table' });
  expect(cellsOf(cli.written.stdout)).toEqual([
    ['SERVICE', 'REPOSITORY', 'TAG', 'DIGEST', 'NODES'],
    ['db', '<none>', '<none>', '<none>', 'two'],
    ['web', 'registry:5000/web', '2', 'abababababab', 'one, two ×2'],
  ]);

  const json = aManager();
  await showSwarmImages(json, ['web'], { format: 'json' });
  expect(JSON.parse(json.written.stdout)).toMatchObject([
    { Service: 'web', Tag: '2', Digest: DIGEST, Nodes: { one: 1, two: 2 } },
  ]);
});

const PS = { orphans: true, trunc: true, format: 'table {{.State}} {{.Error}} {{.Task}}' };

test('ps -a has what has ended too, the newest of a slot first; --status chooses', async () => {
  const all = aManager();
  await showSwarmTasks(all, ['web'], { ...PS, all: true });
  expect(linesOf(all.written.stdout).slice(1)).toEqual([
    'running now',
    'shutdown task: non-zero exit (3) former',
    'running other',
    'running third',
  ]);

  const chosen = aManager();
  await showSwarmTasks(chosen, [], { orphans: true, trunc: true, status: ['starting'], services: true });
  expect(chosen.written.stdout).toBe('db\n');
  await expect(showSwarmTasks(aManager(), [], { ...PS, filter: 'status=exited' })).rejects.toMatchObject({
    hint: expect.stringContaining('running, complete, failed'),
  });
});

test('ps and ls have the last run of a job alone, ps -a those of before', async () => {
  const done = { state: 'complete', desiredState: 'complete' };
  const jobs: ObservedSwarm = {
    ...SHOP,
    services: [aSwarmService('migrate', { jobIteration: 1 })],
    tasks: [0, 1].map((run) =>
      aSwarmTask('migrate', 'one', { ...done, id: `run-${run}`, jobIteration: run, since: run }),
    ),
  };
  const ps = async (all: boolean): Promise<readonly string[]> => {
    const cli = aCli('/', { engine: aManagerOf(jobs), globals: { on: 'swarm', projectName: 'shop' } });
    await showSwarmTasks(cli, [], { ...PS, all, quiet: true });
    return cli.written.stdout.trim().split('\n');
  };
  expect(await ps(false)).toEqual(['run-1']);
  expect(await ps(true)).toEqual(['run-1', 'run-0']);
  expect(listSwarmProjects(jobs).map(stackRecord)).toMatchObject([{ Status: 'complete(1)' }]);
});

test('ls counts the services of each project of the swarm, and the states of its tasks', () => {
  const other = aSwarmService('api', { labels: { 'com.docker.stack.namespace': 'other' } });
  const nobodys = aSwarmService('plain', { labels: {} });
  const stacks = listSwarmProjects({ ...SHOP, services: [...SHOP.services, other, nobodys] });

  expect(stacks.map(stackRecord)).toEqual([
    { Name: 'other', Services: 1, Status: '' },
    { Name: 'shop', Services: 2, Status: 'running(3), starting(1)' },
  ]);
  expect(stacks.map(({ isAlive }) => isAlive)).toEqual([false, true]);
});

test('ps refuses a service that nobody knows, and a project that the engine alone has', async () => {
  await expect(showSwarmTasks(aManager(), ['nope'], PS)).rejects.toMatchObject({ code: 'no-such-service' });

  const web = anObservedContainer('web');
  const engine = Object.assign(aManagerOf(EMPTY_SWARM), { listContainers: async () => [web] });
  const cli = aCli('/', { engine, globals: { on: 'swarm', projectName: 'shop' } });
  await expect(showSwarmTasks(cli, [], PS)).rejects.toMatchObject({ code: 'runs-elsewhere' });
});
