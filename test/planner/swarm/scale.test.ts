import { afterEach, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/port/engine.ts';
import type { ObservedSwarm } from '../../../src/model/observed-swarm.ts';
import { planSwarmDown } from '../../../src/planner/swarm/plan-swarm-down.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { sharedLook } from '../../../src/reconciler/swarm/shared-look.ts';
import { afterPlan, aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';
import { downOnSwarm, projectOf, upOnSwarm, withEngine } from '../../support/on-memory-swarm.ts';

const NODES = 50;

/** Each waits for the one before it in its row of ten, and has a secret and a config of its own. */
const manyServices = (count: number, version = 1): string => {
  const services = Array.from({ length: count }, (_, index) => {
    const depends = index % 10 === 0 ? '' : `, depends_on: [s${index - 1}]`;
    return `  s${index}: {image: busybox, environment: {V: "${index === 7 ? version : 1}"}, configs: [c${index}], deploy: {replicas: 2}${depends}}`;
  });
  const configs = Array.from({ length: count }, (_, index) => `  c${index}: {content: "${index}"}`);
  return ['name: many', 'services:', ...services, 'configs:', ...configs, ''].join('\n');
};

let memory: MemoryEngine | undefined;
afterEach(async () => {
  await memory?.close();
  memory = undefined;
});

/** How many calls there were of each kind, without those that repeat while tasks are waited for. */
const callsOf = ({ calls }: MemoryEngine): Readonly<Record<string, number>> => {
  const counted: Record<string, number> = {};
  for (const { method, pattern } of calls)
    counted[`${method} ${pattern}`] = (counted[`${method} ${pattern}`] ?? 0) + 1;
  return counted;
};

const LISTS = {
  'GET /services': 1,
  'GET /tasks': 1,
  'GET /nodes': 1,
  'GET /secrets': 1,
  'GET /configs': 1,
  'GET /networks': 1,
};

test('1,000 services on 50 nodes: a second up makes six calls, and changes and waits do not ask for each service', async () => {
  const count = 1000;
  const engine = await startMemoryEngine({ swarmNodes: NODES });
  memory = engine;

  await upOnSwarm(engine, manyServices(count));
  const first = callsOf(engine);
  expect(first).toMatchObject({
    'POST /services/create': count,
    'POST /configs/create': count,
    'POST /networks/create': 1,
  });
  // Once for the plan, and once more for the ids of what it has made.
  expect(first['GET /configs']).toBeLessThanOrEqual(2);
  expect(first['GET /services/{id}']).toBeUndefined();

  engine.forgetCalls();
  await upOnSwarm(engine, manyServices(count));
  expect(callsOf(engine)).toEqual(LISTS);

  engine.forgetCalls();
  await upOnSwarm(engine, manyServices(count, 2));
  const update = callsOf(engine);
  expect(update).toMatchObject({ 'POST /services/{id}/update': 1, 'GET /services/{id}': 1 });
  // A look has four calls, of which two are of tasks; there are some looks until the tasks are there.
  expect(Object.keys(update).filter((call) => call.startsWith('POST '))).toEqual([
    'POST /services/{id}/update',
  ]);

  engine.forgetCalls();
  await downOnSwarm(engine, manyServices(count));
  const down = callsOf(engine);
  expect(down).toMatchObject({ 'DELETE /services/{id}': count, 'DELETE /configs/{id}': count });
  expect(down['GET /secrets']).toBe(1);
});

test('a look for all who wait makes four calls, however many wait', async () => {
  const engine = await startMemoryEngine({ swarmNodes: NODES });
  memory = engine;
  await upOnSwarm(engine, manyServices(20));
  engine.forgetCalls();

  await withEngine(engine, (connected: Engine) =>
    Promise.all(Array.from({ length: 100 }, () => sharedLook(connected, 'many').next())),
  );

  expect(callsOf(engine)).toEqual({ 'GET /services': 1, 'GET /tasks': 2, 'GET /nodes': 1 });
});

/** Steps of a plan, and what each comes after. */
async function sizeOf(count: number): Promise<number> {
  const project = await projectOf(manyServices(count));
  const up = planSwarmUp(project, EMPTY_SWARM);
  const down = planSwarmDown(project, afterPlan(up));
  return [...up.steps, ...down.steps].reduce((size, { after }) => size + 1 + after.length, 0);
}

test('plans of twice as many services are twice as large', async () => {
  expect((await sizeOf(400)) / (await sizeOf(200))).toBeLessThan(2.2);
});

/** How often the plan reads a member of what the swarm has. */
async function readsOf(count: number): Promise<number> {
  const project = await projectOf(manyServices(count));
  const nodes = Array.from({ length: NODES }, (_, index) => aNode(`node${index}`));
  const swarm = afterPlan(planSwarmUp(project, EMPTY_SWARM));
  const changed = await projectOf(manyServices(count, 2));
  let reads = 0;
  const counting = <Item extends object>(items: readonly Item[]): readonly Item[] =>
    items.map(
      (item) =>
        new Proxy(item, {
          get(target, key, receiver) {
            reads += 1;
            return Reflect.get(target, key, receiver);
          },
        }),
    );
  const counted: ObservedSwarm = {
    services: counting(swarm.services),
    tasks: counting(swarm.tasks),
    nodes: counting(nodes),
    secrets: swarm.secrets,
    configs: counting(swarm.configs),
    networks: counting(swarm.networks),
  };
  planSwarmUp(changed, counted);
  planSwarmDown(changed, counted);
  return reads;
}

test('planning twice as many services reads twice as much of the swarm', async () => {
  const [some, twice] = [await readsOf(200), await readsOf(400)];
  expect(twice / some).toBeLessThan(2.2);
});
