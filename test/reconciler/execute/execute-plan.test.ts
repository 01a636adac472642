import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { containerId, imageId } from '../../../src/model/ids.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { executePlan } from '../../../src/reconciler/execute/execute-plan.ts';
import {
  aPlan,
  createContainer,
  createNetwork,
  removeContainer,
  startContainer,
  step,
  stopContainer,
  waitFor,
} from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const never = new AbortController().signal;

function run(plan: Plan, engine: RecordingEngine, more: { signal?: AbortSignal; limit?: number } = {}) {
  return executePlan(plan, { engine, emit: () => {}, signal: never, ...more });
}

/** Holds calls up until they are let go, and knows how many are on their way. */
function aGate() {
  const held = new Map<string, () => void>();
  let most = 0;
  return {
    onCall: (call: string) =>
      new Promise<void>((resolve) => {
        held.set(call, resolve);
        most = Math.max(most, held.size);
      }),
    held: () => [...held.keys()],
    mostAtOnce: () => most,
    async release(call: string) {
      held.get(call)?.();
      held.delete(call);
      await settled();
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  vi.useRealTimers();
});

describe('the order of steps', () => {
  test('executePlan() starts what depends on nothing at once, and the rest as soon as what it needs is done', async () => {
    const gate = aGate();
    const engine = new RecordingEngine({ onCall: gate.onCall });
    const running = run(
      aPlan([
        createNetwork('front'),
        { operation: createContainer('web'), after: [1] },
        createContainer('job'),
        { operation: startContainer('job', 3), after: [3] },
      ]),
      engine,
    );
    await settled();
    expect(gate.held()).toEqual(['create network p_front', 'create p-job-1']);
    await gate.release('create p-job-1');
    expect(gate.held()).toEqual(['create network p_front', 'start id-p-job-1']);
    await gate.release('create network p_front');
    await gate.release('create p-web-1');
    await gate.release('start id-p-job-1');
    expect((await running).map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done']);
  });

  test('executePlan() never has more calls on their way than its limit', async () => {
    const gate = aGate();
    const engine = new RecordingEngine({ onCall: gate.onCall });
    const services = ['a', 'b', 'c', 'd', 'e'];
    const running = run(aPlan(services.map((service) => createContainer(service))), engine, { limit: 2 });
    for (const service of services) {
      await settled();
      await gate.release(`create p-${service}-1`);
    }
    await running;
    expect(gate.mostAtOnce()).toBe(2);
  });

  test('executePlan() finishes one container before it begins another when it cannot do both', async () => {
    const engine = new RecordingEngine();
    await run(
      aPlan([
        createContainer('a'),
        createContainer('b'),
        { operation: startContainer('a', 1), after: [1] },
        { operation: startContainer('b', 2), after: [2] },
      ]),
      engine,
      { limit: 1 },
    );
    expect(engine.calls).toEqual(['create p-a-1', 'start id-p-a-1', 'create p-b-1', 'start id-p-b-1']);
  });

  test('executePlan() begins with what others wait for', async () => {
    const engine = new RecordingEngine();
    const plan = aPlan([
      createNetwork('first'),
      createContainer('web'),
      startContainer('db'),
      { operation: waitFor('db', 'service_started'), after: [3] },
      { operation: startContainer('web', 2), after: [2, 4] },
    ]);
    await run(plan, engine, { limit: 1 });
    expect(engine.calls.filter((call) => !call.startsWith('inspect'))).toEqual([
      'subscribe com.docker.compose.project=p',
      'create network p_first',
      'start db',
      'create p-web-1',
      'start id-p-web-1',
    ]);
  });

  test('executePlan() starts containers with a range of published ports one after another, others together', async () => {
    const gate = aGate();
    const engine = new RecordingEngine({ onCall: gate.onCall });
    const request = {
      Image: 'app',
      Labels: {},
      NetworkingConfig: { EndpointsConfig: {} },
      HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8000-8009' }] } },
    };
    const running = run(
      aPlan([
        createContainer('a', { request }),
        createContainer('b', { request }),
        createContainer('c'),
        { operation: startContainer('a', 1), after: [1, 2, 3] },
        { operation: startContainer('b', 2), after: [1, 2, 3] },
        { operation: startContainer('c', 3), after: [1, 2, 3] },
      ]),
      engine,
    );
    await settled();
    for (const service of ['a', 'b', 'c']) await gate.release(`create p-${service}-1`);
    expect(gate.held().sort()).toEqual(['start id-p-a-1', 'start id-p-c-1']);
    await gate.release('start id-p-a-1');
    expect(gate.held()).toEqual(['start id-p-c-1', 'start id-p-b-1']);
    await gate.release('start id-p-b-1');
    await gate.release('start id-p-c-1');
    await running;
  });

  test('executePlan() pushes the tags of one repository one after another, repositories together', async () => {
    const gate = aGate();
    const engine = new RecordingEngine({ onCall: gate.onCall });
    const push = (image: string) => ({ kind: 'push-image', image, services: ['web'] }) as const;
    const running = run(aPlan(['r:5000/a:1', 'r:5000/a:2', 'r:5000/b', 'r:5000/a'].map(push)), engine);
    await settled();
    expect(gate.held()).toEqual(['push r:5000/a:1', 'push r:5000/b']);
    await gate.release('push r:5000/a:1');
    expect(gate.held()).toEqual(['push r:5000/b', 'push r:5000/a:2']);
    await gate.release('push r:5000/a:2');
    await gate.release('push r:5000/b');
    await gate.release('push r:5000/a');
    expect((await running).map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done']);
  });

  test('executePlan() lets all containers that ignore their stop signal sit out their grace period together', async () => {
    vi.useFakeTimers();
    const gate = aGate();
    const engine = new RecordingEngine({ onCall: gate.onCall });
    const services = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const running = run(aPlan(services.map((service) => stopContainer(service))), engine, { limit: 2 });
    await vi.advanceTimersByTimeAsync(0);
    expect(gate.held()).toEqual(['stop s0', 'stop s1']);
    await vi.advanceTimersByTimeAsync(2500);
    expect(gate.held()).toHaveLength(12);
    vi.useRealTimers();
    for (const service of services) await gate.release(`stop ${service}`);
    await running;
  });
});

describe('failures', () => {
  const failing = (broken: string) =>
    new RecordingEngine({
      onCall: (call) => {
        if (call === broken) throw new Error(`${broken} does not work`);
      },
    });

  test('executePlan() lets a failure block what depends on it, and nothing else, and names the step that broke', async () => {
    const outcomes = await run(
      aPlan([
        createContainer('db'),
        { operation: startContainer('db', 1), after: [1] },
        createContainer('web'),
        { operation: startContainer('web', 3), after: [2, 3] },
        { operation: removeContainer('old'), after: [4] },
        createNetwork('other'),
      ]),
      failing('start id-p-db-1'),
    );
    expect(
      outcomes.map((outcome) => ('by' in outcome ? `blocked by ${outcome.by}` : outcome.status)),
    ).toEqual(['done', 'failed', 'done', 'blocked by 2', 'blocked by 2', 'done']);
  });

  test('executePlan() goes on behind an optional step that failed', async () => {
    const outcomes = await run(
      aPlan([
        { operation: startContainer('db'), optional: true },
        { operation: startContainer('web'), after: [1] },
      ]),
      failing('start db'),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'done']);
  });

  test('executePlan() goes on behind an optional wait whose container could not even be created', async () => {
    const containers = [{ ref: { createdBy: step(1) }, name: 'p-db-1' }];
    const outcomes = await run(
      aPlan([
        createContainer('db'),
        { operation: waitFor('db', 'service_healthy', { containers }), optional: true, after: [1] },
        { operation: startContainer('web'), after: [2] },
      ]),
      failing('create p-db-1'),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'blocked', 'done']);
  });

  test('executePlan() blocks a step that needs a container which an optional step failed to create', async () => {
    const outcomes = await run(
      aPlan([
        { operation: createContainer('db'), optional: true },
        { operation: startContainer('db', 1), after: [1] },
      ]),
      failing('create p-db-1'),
    );
    expect(outcomes[1]).toEqual({ status: 'blocked', step: 2, by: 1 });
  });
});

describe('guards', () => {
  const pull = { kind: 'pull-image', image: 'app', services: ['web'] } as const;
  const guarded = (have: string) =>
    aPlan([
      pull,
      {
        operation: createContainer('web', { image: { madeBy: step(1) } }),
        guard: { image: step(1), differsFrom: imageId(have) },
        after: [1],
      },
      {
        operation: {
          ...startContainer('web'),
          container: { createdBy: step(2), otherwise: containerId('old-web') },
        },
        after: [2],
      },
    ]);

  test('executePlan() skips a guarded step when the image is the one that is there, and acts on the old container', async () => {
    const engine = new RecordingEngine({ newImage: 'sha256:same' });
    const outcomes = await run(guarded('sha256:same'), engine);
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'skipped', 'done']);
    expect(engine.calls).toEqual(['pull app', 'start old-web']);
  });

  test('executePlan() runs a guarded step when the image is another one', async () => {
    const engine = new RecordingEngine({ newImage: 'sha256:new' });
    await run(guarded('sha256:old'), engine);
    expect(engine.calls).toEqual(['pull app', 'create p-web-1', 'start id-p-web-1']);
  });

  test('executePlan() runs a guarded step when one of the other images is another one', async () => {
    const engine = new RecordingEngine({ newImage: 'sha256:new' });
    const or = [{ image: step(1), differsFrom: imageId('sha256:old') }];
    const guard = { image: step(1), differsFrom: imageId('sha256:new'), or };
    const outcomes = await run(
      aPlan([pull, { operation: startContainer('web'), guard, after: [1] }]),
      engine,
    );
    expect(outcomes[1]?.status).toBe('done');
  });
});

describe('interruption', () => {
  test('executePlan() finishes calls on their way, starts nothing new and ends waits when it is interrupted', async () => {
    const stop = new AbortController();
    const gate = aGate();
    const engine = new RecordingEngine({
      onCall: gate.onCall,
      inspect: () => ({ state: 'created', hasHealthcheck: true }),
    });
    const running = run(
      aPlan([
        createContainer('web'),
        { operation: startContainer('web', 1), after: [1] },
        waitFor('db', 'service_healthy'),
        { operation: startContainer('api'), after: [3] },
      ]),
      engine,
      { signal: stop.signal },
    );
    await settled();
    stop.abort();
    await gate.release('create p-web-1');
    expect((await running).map(({ status }) => status)).toEqual([
      'done',
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
  });
});

describe('waits', () => {
  test('executePlan() listens to the events before it starts anything, and only when the plan has waits', async () => {
    const engine = new RecordingEngine();
    await run(
      aPlan([startContainer('db'), { operation: waitFor('db', 'service_started'), after: [1] }]),
      engine,
    );
    expect(engine.calls[0]).toBe('subscribe com.docker.compose.project=p');
    expect(engine.calls.filter((call) => call.startsWith('subscribe'))).toHaveLength(1);

    const other = new RecordingEngine();
    await run(aPlan([startContainer('db')]), other);
    expect(other.calls).toEqual(['start db']);
  });

  test('executePlan() does not let waits keep others from their turn', async () => {
    const stop = new AbortController();
    const engine = new RecordingEngine({ inspect: () => ({ state: 'running', hasHealthcheck: true }) });
    const running = run(
      aPlan([waitFor('a', 'service_healthy'), waitFor('b', 'service_healthy'), startContainer('web')]),
      engine,
      { limit: 1, signal: stop.signal },
    );
    await settled();
    expect(engine.calls).toContain('start web');
    stop.abort();
    await running;
  });
});

test('executePlan() reports every step once when it starts and once when it ends', async () => {
  const events: Event[] = [];
  const plan = aPlan([startContainer('a'), { operation: startContainer('b'), after: [1] }]);
  await executePlan(plan, {
    engine: new RecordingEngine(),
    emit: (event) => void events.push(event),
    signal: never,
  });
  expect(events.map((event) => ('step' in event ? `${event.type} ${event.step.id}` : event.type))).toEqual([
    'plan-started',
    'step-started 1',
    'step-ended 1',
    'step-started 2',
    'step-ended 2',
    'plan-ended',
  ]);
});
