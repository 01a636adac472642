import { expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/port/engine.ts';
import type { Swarm } from '../../../src/engine/port/swarm.ts';
import { EngineError, engineRefused } from '../../../src/engine/refusals/engine-error.ts';
import type { JsonMap } from '../../../src/model/json.ts';
import type { ObservedSwarmService } from '../../../src/model/observed-swarm.ts';
import { createSwarmService, updateSwarmService } from '../../../src/reconciler/swarm/change-swarm.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const HAD: JsonMap = { Name: 'shop_web', Labels: {}, Mode: { Replicated: { Replicas: 1 } } };
const SPEC: JsonMap = { Name: 'shop_web', Labels: {}, Mode: { Replicated: { Replicas: 2 } } };
const OTHER: JsonMap = { Name: 'shop_web', Labels: { by: 'somebody' } };
const REQUEST = {
  Name: 'shop_web',
  Labels: { app: 'shop' },
  TaskTemplate: { ContainerSpec: { Image: 'web', Labels: {} }, Networks: [{ Target: 'shop_default' }] },
  Mode: { Replicated: {} },
};

const LOST = engineRefused(
  500,
  'rpc error: code = Unknown desc = raft: failed to process the request: node lost leader status',
);
const STALE = engineRefused(500, 'rpc error: code = Unknown desc = update out of sequence');
const CUT = new EngineError('engine-unreachable', 'the engine ended its answer in the middle', {
  isCutOff: true,
});

/** What becomes of a change: the swarm has this service then, and answers so. */
interface Fate {
  readonly has?: JsonMap;
  readonly error?: Error;
}

function aSwarm(first: JsonMap | undefined, fates: readonly Fate[]) {
  let spec = first;
  let version = 1;
  const asked: string[] = [];
  const meet = async (what: string): Promise<readonly string[]> => {
    const fate = fates[asked.length] ?? {};
    asked.push(what);
    if (fate.has) {
      spec = fate.has;
      version += 1;
    }
    if (fate.error) throw fate.error;
    return [];
  };
  const nobody = () => Promise.reject(new Error('nobody should ask for that'));
  const swarm: Swarm = {
    observe: nobody,
    removeService: nobody,
    createFile: nobody,
    removeFile: nobody,
    tasksOf: nobody,
    currentTasks: nobody,
    servicesOf: nobody,
    lastLines: nobody,
    nodes: nobody,
    resolveImage: nobody,
    survey: nobody,
    updateNode: nobody,
    ingressPorts: nobody,
    rollBackService: nobody,
    history: () => {
      throw new Error('nobody should ask for that');
    },
    logs: () => {
      throw new Error('nobody should ask for that');
    },
    async service(name): Promise<ObservedSwarmService | undefined> {
      return spec && { id: 'id', name, version, labels: {}, spec, files: [], previousFiles: [] };
    },
    createService: () => meet('create'),
    updateService: (_, its) => meet(`update ${its}`),
  };
  const engine: Engine = Object.assign(new RecordingEngine(), { swarm: async () => swarm });
  return { engine, asked };
}

const update = (engine: Engine, had = HAD, spec = SPEC) =>
  updateSwarmService(
    {
      kind: 'update-swarm-service',
      service: 'web',
      id: 'id',
      name: 'shop_web',
      spec,
      had,
      tasks: 'kept',
    },
    engine,
    undefined,
  );
const create = (engine: Engine) =>
  createSwarmService({ kind: 'create-swarm-service', service: 'web', request: REQUEST }, engine, undefined);

test('updateSwarmService() asks again with the newer version when that alone has moved', async () => {
  const { engine, asked } = aSwarm(HAD, [{ has: HAD, error: STALE }]);
  await update(engine);
  expect(asked).toEqual(['update 1', 'update 2']);
});

test('updateSwarmService() refuses when somebody has changed the service at the same moment', async () => {
  const { engine, asked } = aSwarm(HAD, [{ has: OTHER, error: STALE }]);
  await expect(update(engine)).rejects.toMatchObject({ code: 'plan-outdated' });
  expect(asked).toEqual(['update 1']);
});

test.each([
  ['lost with the leader', LOST],
  ['cut off', CUT],
])('an update whose answer was %s is not made twice, and made again if it was not made', async (_, error) => {
  const made = aSwarm(HAD, [{ has: SPEC, error }]);
  await update(made.engine);
  expect(made.asked).toEqual(['update 1']);

  const lost = aSwarm(HAD, [{ error }]);
  await update(lost.engine);
  expect(lost.asked).toEqual(['update 1', 'update 1']);
});

test('an update that only takes a setting away is made again when the version has moved, or its answer was lost', async () => {
  const had = { ...HAD, UpdateConfig: { Parallelism: 2 } };
  for (const error of [STALE, LOST]) {
    const { engine, asked } = aSwarm(had, [{ has: had, error }]);
    await update(engine, had, HAD);
    expect(asked).toEqual(['update 1', 'update 2']);
  }

  const other = { ...had, Labels: { by: 'somebody' } };
  const { engine } = aSwarm(had, [{ has: other, error: STALE }]);
  await expect(update(engine, had, HAD)).rejects.toMatchObject({ code: 'plan-outdated' });
});

test('createSwarmService() makes no second one when the answer was lost', async () => {
  const kept = {
    ...REQUEST,
    TaskTemplate: {
      ContainerSpec: { Image: 'web', Isolation: 'default' },
      Networks: [{ Target: 'cdp6c1b4x0dm' }],
      Runtime: 'container',
    },
    Mode: { Replicated: { Replicas: 1 } },
  };
  const made = aSwarm(undefined, [{ has: kept, error: LOST }]);
  await create(made.engine);
  expect(made.asked).toEqual(['create']);

  const lost = aSwarm(undefined, [{ error: LOST }]);
  await create(lost.engine);
  expect(lost.asked).toEqual(['create', 'create']);
});

test('a change that is refused is not made again', async () => {
  const { engine, asked } = aSwarm(undefined, [
    { error: engineRefused(409, 'name conflicts with an existing object') },
  ]);
  await expect(create(engine)).rejects.toMatchObject({ status: 409 });
  expect(asked).toEqual(['create']);
});
