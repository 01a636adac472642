import { describe, expect, test } from 'vitest';
import { mapParallel } from '../../../src/util/map-parallel.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';
import { filesOf, tasksOf } from '../../support/memory-engine/swarm.ts';
import { downOnSwarm, upOnSwarm } from '../../support/on-memory-swarm.ts';

/** A program that is killed asks for nothing more: whatever it would ask for from then on never reaches the manager. */

interface Version {
  readonly password?: 'PASSWORD' | 'OTHER_PASSWORD';
  readonly page?: string;
  readonly networks?: string;
  readonly mode?: string;
}

const shop = ({
  password = 'PASSWORD',
  page = 'hello',
  networks = 'front',
  mode = 'replicated',
}: Version = {}) => `
services:
  web:
    image: busybox
    depends_on: {migrate: {condition: service_completed_successfully}}
    configs: [page]
    networks: [${networks}]
    deploy: {replicas: 2}
  migrate: {image: busybox, depends_on: {db: {condition: service_healthy}}, networks: [front]}
  db: {image: busybox, secrets: [password], networks: [front], deploy: {mode: ${mode}}}
secrets: {password: {environment: ${password}}}
configs: {page: {content: ${page}}}
networks: {front: {}, back: {}}
`;

interface Scenario {
  readonly name: string;
  /** Absent: nothing is there. */
  readonly before?: string;
  readonly command: 'up' | 'down';
  readonly file: string;
}

const BEFORE = shop();
const SCENARIOS: readonly Scenario[] = [
  { name: 'up of nothing', command: 'up', file: BEFORE },
  { name: 'up of another secret', before: BEFORE, command: 'up', file: shop({ password: 'OTHER_PASSWORD' }) },
  { name: 'up of another config', before: BEFORE, command: 'up', file: shop({ page: 'goodbye' }) },
  { name: 'up of another network', before: BEFORE, command: 'up', file: shop({ networks: 'front, back' }) },
  { name: 'up of another mode', before: BEFORE, command: 'up', file: shop({ mode: 'global' }) },
  { name: 'down', before: BEFORE, command: 'down', file: BEFORE },
];

const COMMANDS = { up: upOnSwarm, down: downOnSwarm };
const AT_A_TIME = 8;

async function begun({ before }: Scenario): Promise<MemoryEngine> {
  const memory = await startMemoryEngine({ swarmNodes: 3 });
  if (before !== undefined) await upOnSwarm(memory, before);
  return memory;
}

async function changesOf(scenario: Scenario): Promise<number> {
  const memory = await begun(scenario);
  memory.forgetCalls();
  await COMMANDS[scenario.command](memory, scenario.file);
  const changes = memory.calls.filter(({ method }) => method !== 'GET').length;
  await memory.close();
  return changes;
}

/** `before`: the manager never gets the call; `after`: it is done, and nobody hears of it. */
const MOMENTS = ['before', 'after'] as const;

/** What comes after it: the same file, the file of before, or the end. */
const REPAIRS = ['up', 'up of before', 'down'] as const;

interface Case {
  readonly scenario: Scenario;
  readonly call: number;
  readonly moment: (typeof MOMENTS)[number];
  readonly repair: (typeof REPAIRS)[number];
}

async function complaintsOf({ scenario, call, moment, repair }: Case): Promise<readonly string[]> {
  const memory = await begun(scenario);
  const dead = new AbortController();
  let changes = 0;
  memory.onRequest(({ method }) => {
    if (dead.signal.aborted) return { kind: 'reset' };
    if (method === 'GET' || ++changes < call) return undefined;
    dead.abort(new Error('killed'));
    return { kind: 'reset', done: moment === 'after' };
  });
  await COMMANDS[scenario.command](memory, scenario.file, dead.signal).catch(() => {});
  memory.onRequest(undefined);
  const file = repair === 'up of before' ? (scenario.before ?? scenario.file) : scenario.file;
  const complaints = [
    ...(dead.signal.aborted ? [] : ['it was not killed']),
    ...(repair === 'down' ? await afterDown(memory, file) : await afterUp(memory, file)),
  ];
  await memory.close();
  return complaints.map((text) => `${scenario.name}, killed ${moment} call ${call}, then ${repair}: ${text}`);
}

async function afterUp(memory: MemoryEngine, file: string): Promise<readonly string[]> {
  const { outcomes } = await upOnSwarm(memory, file);
  const { plan } = await upOnSwarm(memory, file);
  const swarm = memory.world.swarm;
  if (!swarm) return ['there is no swarm'];
  const services = [...swarm.services.values()];
  const used = new Set(
    services.flatMap(({ spec, previous }) =>
      [...filesOf(spec), ...filesOf(previous ?? {})].map(({ id }) => id),
    ),
  );
  const tasks = services.flatMap((service) => {
    const current = tasksOf(swarm, service).filter(
      ({ desired, template }) =>
        desired !== 'shutdown' && JSON.stringify(template) === JSON.stringify(service.spec.TaskTemplate),
    );
    return current.some(({ state }) => state !== 'running' && state !== 'complete') || current.length === 0
      ? [`service ${String(service.spec.Name)} has not what it should have: ${JSON.stringify(current)}`]
      : [];
  });
  return [
    ...outcomes.flatMap((outcome) => (outcome.status === 'done' ? [] : [JSON.stringify(outcome)])),
    ...plan.steps.map(({ operation }) => `a second up would ${operation.kind} ${JSON.stringify(operation)}`),
    ...(services.length === 3 ? [] : [`there are ${services.length} services`]),
    ...tasks,
    ...[...swarm.secrets.values(), ...swarm.configs.values()]
      .filter(({ id }) => !used.has(id))
      .map(({ spec }) => `${String(spec.Name)} is used by nobody`),
  ];
}

async function afterDown(memory: MemoryEngine, file: string): Promise<readonly string[]> {
  const { outcomes } = await downOnSwarm(memory, file);
  const { swarm, networks } = memory.world;
  const left = [swarm?.services, swarm?.tasks, swarm?.secrets, swarm?.configs].flatMap((kind) => [
    ...(kind?.keys() ?? []),
  ]);
  return [
    ...outcomes.flatMap((outcome) => (outcome.status === 'done' ? [] : [JSON.stringify(outcome)])),
    ...left.map((id) => `${id} is left`),
    ...[...networks.values()]
      .filter(({ request }) => request.Driver === 'overlay')
      .map(({ request }) => `network ${request.Name} is left`),
  ];
}

describe('a command on a swarm, killed at each of its changes', () => {
  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s: the next command brings all in order, and nothing is left that nobody uses',
    async (_, scenario) => {
      const calls = Array.from({ length: await changesOf(scenario) }, (_none, at) => at + 1);
      expect(calls.length).toBeGreaterThan(1);
      const cases = calls.flatMap((call) =>
        MOMENTS.flatMap((moment) => REPAIRS.map((repair) => ({ scenario, call, moment, repair }))),
      );
      const complaints = await mapParallel(cases, AT_A_TIME, complaintsOf);
      expect(complaints.flat()).toEqual([]);
    },
  );
});

test('two up at the same moment end as one: the contents have the same names', async () => {
  const memory = await startMemoryEngine({ swarmNodes: 3 });
  await upOnSwarm(memory, BEFORE);
  const next = shop({ password: 'OTHER_PASSWORD', page: 'goodbye' });
  await Promise.all([upOnSwarm(memory, next), upOnSwarm(memory, next)]);
  expect(await afterUp(memory, next)).toEqual([]);
  await memory.close();
});
