import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { ObservedSwarm, ObservedSwarmService, SwarmTask } from '../../../src/model/observed-swarm.ts';
import { planSwarmDown } from '../../../src/planner/swarm/plan-swarm-down.ts';
import { planSwarmUp, type SwarmUpIntent } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { afterPlan, aNode } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';

const SHOP = `
services:
  web: {image: web, depends_on: {db: {condition: service_healthy}, migrate: {condition: service_completed_successfully}}}
  db: {image: db, deploy: {replicas: 2}}
  migrate: {image: migrate}
`;

const projectOf = async (text = SHOP) => (await loadFiles(text)).project;

/** A swarm that an `up` of the file has left, with these differences. */
async function swarmWith(
  {
    tasks = {},
    services = {},
    nodes = [aNode('one')],
  }: {
    readonly tasks?: Readonly<Record<string, Partial<SwarmTask>>>;
    readonly services?: Readonly<Record<string, Partial<ObservedSwarmService>>>;
    readonly nodes?: ObservedSwarm['nodes'];
  },
  text = SHOP,
): Promise<ObservedSwarm> {
  const project = await projectOf(text);
  const swarm = afterPlan(planSwarmUp(project, afterPlan(planSwarmDown(project, EMPTY))));
  const of = (name: string): string => name.replace(`${project.name}_`, '');
  return {
    ...swarm,
    nodes,
    services: swarm.services.map((service) => ({ ...service, ...services[of(service.name)] })),
    tasks: swarm.tasks.map((task) => ({
      ...task,
      ...tasks[of(task.serviceId.replace('id-of-', '')) + (task.slot === 1 ? '' : `.${task.slot}`)],
    })),
  };
}

const EMPTY: ObservedSwarm = { services: [], tasks: [], nodes: [], secrets: [], configs: [], networks: [] };

async function upLines(swarm: ObservedSwarm, intent: SwarmUpIntent = {}, text = SHOP) {
  return formatPlan(planSwarmUp(await projectOf(text), swarm, intent))
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.replaceAll(/[a-z-]+_(?=web|db|migrate)/g, ''));
}

test('up asks again where the swarm waits for a task that it gave to a lost node', async () => {
  const nodes = [aNode('one'), aNode('two', { state: 'down' })];
  const swarm = await swarmWith({
    nodes,
    services: { db: { updateStatus: { state: 'updating', message: '' } } },
    tasks: { 'db.2': { state: 'assigned', desiredState: 'shutdown', nodeId: 'id-of-two' } },
  });
  expect((await upLines(swarm)).some((line) => line.includes('update-swarm-service db'))).toBe(true);
});

describe('up of what is as the files say', () => {
  test('does nothing where all tasks run, or have completed', async () => {
    expect(await upLines(await swarmWith({}))).toEqual([]);
  });

  test.each([
    ['starts still', { tasks: { db: { state: 'starting' } } }, 'starting'],
    ['is on a node that is away', { nodes: [aNode('one', { state: 'down' })] }, 'its node is away'],
    [
      'is being updated',
      { services: { db: { updateStatus: { state: 'updating', message: '' } } } },
      'being updated',
    ],
    [
      'is to be started again',
      { tasks: { db: { state: 'failed', desiredState: 'ready' } } },
      'started again',
    ],
  ])('waits for a task that %s', async (_, differences, state) => {
    const lines = await upLines(await swarmWith(differences));
    expect(lines).toContainEqual(expect.stringMatching(`await-tasks db running because ${state}`));
    expect(lines.filter((line) => !line.includes('await-tasks'))).toEqual([]);
  });

  test('goes on with an update that the swarm has paused, with the same, once the tasks run that it has made', async () => {
    const swarm = await swarmWith({
      services: { db: { updateStatus: { state: 'paused', message: 'task failed' } } },
    });
    const plan = planSwarmUp(await projectOf(), swarm);
    const [wait, update] = plan.steps;
    expect(wait?.operation).toMatchObject({ kind: 'await-tasks', until: 'begun', steadyMs: 5000 });
    expect(update?.after).toContain(wait?.id);
    expect(update?.operation).toMatchObject({ kind: 'update-swarm-service', tasks: 'replaced' });
    expect(update?.operation).toHaveProperty(
      'spec',
      swarm.services.find(({ name }) => name.endsWith('db'))?.spec,
    );
    expect(update?.cause).toEqual({ kind: 'not-running', state: 'its update is paused' });
  });

  test('starts anew what has failed and is not started again by the swarm, tasks and jobs', async () => {
    const failed = { state: 'failed', desiredState: 'shutdown' } as const;
    expect(await upLines(await swarmWith({ tasks: { db: failed, migrate: failed } }))).toEqual([
      expect.stringMatching(/^1 update-swarm-service db because failed/),
      expect.stringMatching(/^2 await-tasks db running after 1/),
      expect.stringMatching(/^3 update-swarm-service migrate because failed/),
      expect.stringMatching(/^4 await-tasks migrate completed after 3/),
    ]);
  });

  test('leaves alone what has ended well, and is not to be started again', async () => {
    const text = 'services: {web: {image: web, restart: "no"}}';
    const ended = { tasks: { web: { state: 'complete', desiredState: 'shutdown' } } };
    expect(await upLines(await swarmWith(ended, text), {}, text)).toEqual([]);
  });

  test('leaves alone what has ended well after it had failed', async () => {
    const text = 'services: {web: {image: web, restart: "on-failure"}}';
    const swarm = await swarmWith(
      { tasks: { web: { state: 'complete', desiredState: 'shutdown', since: 2 } } },
      text,
    );
    const failed = swarm.tasks.map(
      (task): SwarmTask => ({ ...task, id: 'before', state: 'failed', since: 1 }),
    );
    expect(await upLines({ ...swarm, tasks: [...failed, ...swarm.tasks] }, {}, text)).toEqual([]);
  });

  test('starts anew what has ended with its node, and is never started again by the swarm', async () => {
    const text = 'services: {web: {image: web, restart: "no"}}';
    const drained = { tasks: { web: { state: 'shutdown', desiredState: 'shutdown' } } };
    expect(await upLines(await swarmWith(drained, text), {}, text)).toEqual([
      expect.stringMatching(/^1 update-swarm-service web because not started again/),
      expect.stringMatching(/^2 await-tasks web running after 1/),
    ]);
  });

  test('waits with -d only for what others need', async () => {
    const starting = { tasks: { db: { state: 'starting' }, web: { state: 'starting' } } };
    expect(await upLines(await swarmWith(starting), { detach: true })).toEqual([
      expect.stringMatching(/^1 await-tasks db running/),
    ]);
  });
});

test('down waits for the tasks of services that a command before it has removed', async () => {
  const swarm = await swarmWith({});
  const services = swarm.services.filter(({ name }) => !name.endsWith('_db'));
  const plan = planSwarmDown(await projectOf(), { ...swarm, services });
  const waits = plan.steps.filter(
    ({ operation }) => operation.kind === 'await-tasks' && operation.id?.endsWith('_db'),
  );
  expect(waits).toHaveLength(1);
  const removal = plan.steps.find(({ operation }) => operation.kind === 'remove-swarm-network');
  expect(removal?.after).toContain(waits[0]?.id);
});

describe('tasks of before an update that the swarm has given up', () => {
  const former = { ContainerSpec: { Image: 'db:of-before', Args: ['x'] }, Runtime: 'container' };
  const withFormer = (unchangedMs: number, template: SwarmTask['template'] = former) =>
    swarmWith({ services: { db: { unchangedMs } }, tasks: { 'db.2': { template } } });

  test('are replaced by the next up', async () => {
    expect(await upLines(await withFormer(20_000))).toEqual([
      '1 update-swarm-service db because its tasks are as they were before its last update',
      '2 await-tasks db running after 1 because its tasks are as they were before its last update',
    ]);
  });

  test('are left to the swarm as long as it may just be about to begin', async () => {
    expect(await upLines(await withFormer(19_999))).toEqual([]);
  });

  test('are none where they only could run elsewhere, or a manager says more of a service than of a task', async () => {
    const swarm = await withFormer(20_000);
    const service = swarm.services.find(({ name }) => name.endsWith('db'));
    const { TaskTemplate } = Object(service?.spec);
    const { ForceUpdate: _more, ...said } = TaskTemplate;
    const template = { ...said, Placement: { Constraints: ['node.role==worker'] } };

    expect(await upLines(await withFormer(20_000, template))).toEqual([]);
  });
});
