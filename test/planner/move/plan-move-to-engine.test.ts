import { expect, test } from 'vitest';
import { SeveralErrors } from '../../../src/diagnostics/several-errors.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { ObservedSwarm } from '../../../src/model/observed-swarm.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { planMoveToEngine, withoutSwarm } from '../../../src/planner/move/plan-move-to-engine.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { afterPlan, aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { anObserved } from '../../support/an-observed.ts';
import { loadFiles } from '../../support/load-files.ts';
import { contextOf } from '../../support/planning.ts';

const NODE = aNode('node1');

const SHOP = `
services:
  web: {image: busybox, depends_on: [db]}
  db: {image: busybox, volumes: [data:/data]}
volumes: {data: {}}
`;

async function onSwarm(files = SHOP, dbRunsOn = NODE): Promise<ObservedSwarm> {
  const { project } = await loadFiles(files);
  const empty = { ...EMPTY_SWARM, nodes: [NODE, aNode('node2')] };
  const swarm = afterPlan(planSwarmUp(project, empty), empty);
  const db = swarm.services.find(({ name }) => name === 'app_db');
  const tasks = swarm.tasks.map((task) =>
    task.serviceId === db?.id ? { ...task, nodeId: dbRunsOn.id, containerId: 'c' } : task,
  );
  return { ...swarm, tasks };
}

async function planMove(swarm: ObservedSwarm, leavesData = false): Promise<Plan> {
  const { project } = await loadFiles(SHOP);
  const observed = withoutSwarm(anObserved({ networks: swarm.networks }), project.name);
  return planMoveToEngine({
    context: contextOf(project, observed, { wait: true }),
    inspections: new Map(),
    swarm,
    node: NODE.id,
    leavesData,
  });
}

const problemsOf = (swarm: ObservedSwarm): Promise<readonly string[]> =>
  planMove(swarm).then(
    () => [],
    (error: unknown) => (error instanceof SeveralErrors ? error.errors : [error]).map(String),
  );

const linesOf = (plan: Plan): readonly string[] =>
  formatPlan(plan)
    .split('\n')
    .filter((line) => /^\d/.test(line));

test('planMoveToEngine() empties the swarm in order before the engine gets anything', async () => {
  expect(linesOf(await planMove(await onSwarm()))).toMatchInlineSnapshot(`
    [
      "1 remove-swarm-service app_web because requested by move",
      "2 await-tasks app_web gone after 1 because requested by move",
      "3 remove-swarm-service app_db after 2 because requested by move",
      "4 await-tasks app_db gone after 3 because requested by move",
      "5 remove-swarm-network app_default after 4 because requested by move",
      "6 create-network default after 5 because missing",
      "7 create-volume data after 5 because missing",
      "8 create-container db/1 after 6,7 because missing",
      "9 start-container made by 8 after 8 because missing",
      "10 create-container web/1 after 6 because missing",
      "11 start-container made by 10 after 9,10 because missing",
      "12 wait-for db running_or_healthy after 9 because requested by --wait",
      "13 wait-for web running_or_healthy after 11 because requested by --wait",
    ]
  `);
});

test('planMoveToEngine() is a plan of up where the swarm has nothing', async () => {
  const plan = await planMove(EMPTY_SWARM);
  expect(plan.warnings).toEqual([]);
  expect(plan.steps[0]?.operation.kind).toBe('create-network');
});

test('planMoveToEngine() leaves nothing of other nodes behind unasked, and no service that it does not know without its network', async () => {
  const withOld = SHOP.replace('services:', 'services:\n  old: {image: busybox}');
  const swarm = await onSwarm(withOld, aNode('node2'));

  expect(await problemsOf(swarm)).toEqual([
    'UserError: service app_old of the swarm is none of the files, and needs the networks of the project',
    'UserError: service "db" has data on node2 that this engine would not find: app_data',
  ]);
  await expect(planMove(await onSwarm(SHOP, aNode('node2')), true)).resolves.toMatchObject({ verb: 'move' });
});
