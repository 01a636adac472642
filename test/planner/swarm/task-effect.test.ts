import { describe, expect, test } from 'vitest';
import type { ObservedSwarm, SwarmTask } from '../../../src/model/observed-swarm.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { disruptionsText } from '../../../src/ui/plan/disruption-text.ts';
import { changesOf } from '../../../src/ui/plan/plan-changes.ts';
import { showUpdate } from '../../../src/ui/plan/show-update.ts';
import { afterPlan, aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';

interface Written {
  readonly command?: string;
  readonly deploy?: string;
  readonly ports?: string;
}

const web = ({ command = 'one', deploy = 'replicas: 3', ports = '[]' }: Written): string =>
  `services: {web: {image: web, command: ${command}, ports: ${ports}, deploy: {${deploy}}}}`;

const aTask = (n: number): SwarmTask => ({
  id: `task${n}`,
  serviceId: 'id-of-app_web',
  nodeId: `id-of-node${n}`,
  slot: n,
  state: 'running',
  desiredState: 'running',
  since: 0,
  image: 'web',
});

const planOf = async (file: string, observed: ObservedSwarm) =>
  planSwarmUp((await loadFiles(file)).project, observed);

/** The plan that leads from one file to the other, on three nodes. @param tasks how many of the service there are @param states of the nodes */
async function change(from: Written, to: Written, tasks = 3, states: readonly string[] = []) {
  const numbers = [1, 2, 3];
  const observed: ObservedSwarm = {
    ...afterPlan(await planOf(web(from), EMPTY_SWARM)),
    nodes: numbers.map((n) =>
      aNode(`node${n}`, { labels: { disk: n === 3 ? 'hdd' : 'ssd' }, state: states[n - 1] ?? 'ready' }),
    ),
    tasks: numbers.slice(0, tasks).map(aTask),
  };
  return planOf(web(to), observed);
}

/** As users are told. */
async function told(from: Written, to: Written): Promise<readonly string[]> {
  const plan = await change(from, to);
  return [disruptionsText(changesOf(plan)), ...(plan.updates ?? []).map(showUpdate)];
}

describe('the plan of an update on a swarm', () => {
  test.each<[string, Written]>([
    ['labels of the service', { deploy: 'replicas: 3, labels: {a: b}' }],
    ['how it is updated', { deploy: 'replicas: 3, update_config: {order: start-first}' }],
    ['more replicas', { deploy: 'replicas: 5' }],
    [
      'a constraint that all nodes meet',
      { deploy: 'replicas: 3, placement: {constraints: [node.role==worker]}' },
    ],
  ])('says that %s disturb nothing', async (_, to) => {
    expect(await told({}, to)).toEqual(['none']);
  });

  test('says how many tasks go on running, and for how long it goes on at least', async () => {
    const deploy = 'replicas: 3, update_config: {delay: 2s, monitor: 4s, failure_action: rollback}';
    expect(await told({ deploy }, { deploy, command: 'two' })).toEqual([
      'tasks of 1 service are replaced',
      'update of service web: stop-first; 1 of 3 tasks at a time; at least 2 run at any time; it takes at least 8 s; if a new one fails, all old ones run again',
    ]);
  });

  test('interrupts nothing where no task runs', async () => {
    const stopped = await change({ deploy: 'replicas: 3' }, { command: 'two' }, 0);
    expect(disruptionsText(changesOf(stopped))).toBe('none');
    expect(stopped.updates).toBeUndefined();
  });

  test('says that a service of one task is not there for a while', async () => {
    const deploy = 'replicas: 1';
    expect((await told({ deploy }, { deploy, command: 'two' }))[1]).toMatch(
      /stop-first; 1 task; none runs from its end until a new one runs.*; if a new one fails, none runs$/,
    );
  });

  test('says that all go at once with a parallelism of 0', async () => {
    const deploy = 'replicas: 3, update_config: {parallelism: 0, order: start-first}';
    expect((await told({ deploy }, { deploy, command: 'two' }))[1]).toContain(
      'start-first; 3 tasks at a time; each old one ends when a new one runs',
    );
  });

  test('says that tasks end when there are fewer replicas', async () => {
    expect(await told({}, { deploy: 'replicas: 2' })).toEqual(['tasks of 1 service no longer run']);
  });

  test('says that tasks move when their node does not meet a constraint any more', async () => {
    const moved = await told(
      {},
      { deploy: 'replicas: 3, placement: {constraints: [node.labels.disk==ssd]}' },
    );
    expect(moved[0]).toBe('tasks of 1 service are replaced');
  });

  test.each([
    ['placement: {constraints: [node.labels.disk==nvme]}', 'node1: it does not meet node.labels.disk==nvme'],
    ['resources: {reservations: {cpus: "99"}}', 'and the service asks for 99'],
  ])('is refused where tasks run and no node could run new ones: %s', async (deploy, why) => {
    const to = { deploy: `replicas: 3, ${deploy}` };
    await expect(change({}, to)).rejects.toMatchObject({
      code: 'no-node-fits',
      message: expect.stringContaining(why),
    });
    const { warnings } = await change({}, to, 0);
    expect(warnings).toEqual([expect.stringContaining('no node can run it now')]);
  });

  test.each([
    ['placement: {constraints: [node.labels.disk==nvme]}', 'deploy.placement.constraints'],
    ['resources: {reservations: {cpus: "99"}}', 'deploy.resources.reservations.cpus'],
  ])('names the setting that keeps it from the nodes: %s', async (deploy, setting) => {
    await expect(change({}, { deploy: `replicas: 3, ${deploy}` })).rejects.toMatchObject({
      about: { of: ['services', 'web'], settings: expect.arrayContaining([setting]) },
    });
  });

  test.each([
    { of: 'the swarm does not know yet whether the node is there', states: ['ready', 'ready', 'unknown'] },
    { of: 'no task runs on a node that is there', states: ['down', 'unknown', 'down'] },
  ])('is not refused where $of', async ({ states }) => {
    const deploy = 'replicas: 3, placement: {constraints: [node.labels.disk==hdd]}';
    expect((await change({ deploy }, { deploy, command: 'two' }, 3, states)).steps).not.toEqual([]);
  });

  test('is refused where tasks run, and the node of the new ones is lost', async () => {
    const deploy = 'replicas: 3, placement: {constraints: [node.labels.disk==hdd]}';
    await expect(
      change({ deploy }, { deploy, command: 'two' }, 3, ['ready', 'ready', 'down']),
    ).rejects.toMatchObject({ code: 'no-node-fits', message: expect.stringContaining('node3: it is down') });
  });

  test('is not refused where nothing is to run after it', async () => {
    const to = { deploy: 'replicas: 0, placement: {constraints: [node.labels.disk==nvme]}' };
    const { steps } = await change({}, to);
    expect(steps.map(({ operation }) => operation.kind)).toContain('update-swarm-service');
  });

  test('is refused start-first where each node has a task with the port of its node', async () => {
    const deploy = 'replicas: 3, update_config: {order: start-first}';
    const ports = '[{target: 80, published: "8080", mode: host}]';
    await expect(change({ deploy, ports }, { deploy, ports, command: 'two' })).rejects.toMatchObject({
      code: 'bad-update',
    });
    // Two of three nodes: one is left for the new task.
    const fewer = deploy.replace('3', '2');
    const possible = await change({ deploy: fewer, ports }, { deploy: fewer, ports, command: 'two' }, 2);
    expect(possible.updates).toHaveLength(1);
    const afterLeader = ['ready', 'ready', 'unknown'];
    const later = await change(
      { deploy: fewer, ports },
      { deploy: fewer, ports, command: 'two' },
      2,
      afterLeader,
    );
    expect(later.updates).toHaveLength(1);
  });
});
