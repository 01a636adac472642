import { afterEach, describe, expect, test, vi } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import type { ContainerDetails } from '../../../src/model/observed.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import { WaitError } from '../../../src/model/wait-error.ts';
import { executePlan } from '../../../src/reconciler/execute/execute-plan.ts';
import { aPlan, waitFor } from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

type Look = Partial<ContainerDetails>;

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Waits for `db` as the engine shows it; `show` changes what an inspection says from then on. */
function aWait(
  condition: OperationOf<'wait-for'>['condition'],
  first: Look,
  more: Partial<OperationOf<'wait-for'>> = {},
  onProgress: (text: string) => void = () => {},
) {
  let look: Look | undefined = first;
  const engine = new RecordingEngine({ inspect: () => look, logs: ['one', 'two'] });
  const plan = aPlan([waitFor('db', condition, { waiter: 'web', ...more })]);
  const outcome = executePlan(plan, {
    engine,
    emit: (event) => {
      if (event.type === 'step-progress') onProgress(event.progress.text);
    },
    signal: new AbortController().signal,
  }).then(([only]) => (only?.status === 'failed' ? only.error : only?.status));
  return {
    engine,
    outcome,
    show: (next: Look | undefined) => {
      look = next;
    },
  };
}

const healthyProbe = { exitCode: 0, output: '', failingStreak: 0, runs: 1 };
const starting: Look = { hasHealthcheck: true, health: 'starting' };

describe('without a healthcheck', () => {
  const runs: Look = { state: 'running', hasHealthcheck: false };

  test('waitFor() takes a container for ready that goes on running, and not one that ends at once', async () => {
    expect(await aWait('running_or_healthy', runs, { settleMs: 20 }).outcome).toBe('done');

    const crashing = aWait('running_or_healthy', runs);
    await settled();
    crashing.show({ ...runs, state: 'exited', exitCode: 4 });
    crashing.engine.tell('db', 'die');
    expect(await crashing.outcome).toBeInstanceOf(WaitError);
  });

  test('waitFor() takes a one-shot for ready that ends well', async () => {
    const { engine, outcome, show } = aWait('running_or_healthy', runs);
    await settled();
    show({ ...runs, state: 'exited', exitCode: 0 });
    engine.tell('db', 'die');
    expect(await outcome).toBe('done');
  });
});

test.each([
  'running_or_healthy',
  'service_started',
  'service_healthy',
  'service_completed_successfully',
] as const)(
  'waitFor() fails when a container is not started a while after the engine said so: %s',
  async (condition) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { outcome } = aWait(condition, { state: 'created', hasHealthcheck: true });
    await settled();
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();

    const error = await outcome;
    expect(error).toBeInstanceOf(WaitError);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^dependency failed to start: container \S+ was not started, although the engine said so$/,
      ),
    });
  },
);

describe('the time to settle', () => {
  afterEach(() => void vi.useRealTimers());
  const runs: Look = { state: 'running', hasHealthcheck: false, startedAt: '2026-01-01T00:00:00Z' };
  const HEALTHY: Look = { state: 'running', hasHealthcheck: true, health: 'healthy' };
  const pass = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    await settled();
  };
  const useClock = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });

  test('waitFor() takes a container for failed that ends 1.9 s after its start, and for ready after two seconds', async () => {
    useClock();
    const crashing = aWait('running_or_healthy', runs);
    await settled();
    await pass(1900);
    crashing.show({ ...runs, state: 'exited', exitCode: 4 });
    crashing.engine.tell('db', 'die');
    expect(await crashing.outcome).toBeInstanceOf(WaitError);

    const ready = aWait('running_or_healthy', runs);
    await settled();
    await pass(2001);
    expect(await ready.outcome).toBe('done');
  });

  test('waitFor() takes a container that was started again for ready only after a longer run than before', async () => {
    useClock();
    const ended = vi.fn();
    const loop = aWait('running_or_healthy', runs, { settleMs: 1000 });
    void loop.outcome.then(ended);
    await settled();
    await pass(500);
    loop.show({ ...runs, startedAt: '2026-01-01T00:00:01Z', restartCount: 1 });
    loop.engine.tell('db', 'start');
    await settled();
    await pass(1900);
    expect(ended).not.toHaveBeenCalled();
    await pass(200);
    expect(await loop.outcome).toBe('done');
  });

  /** `db` is healthy, and `web` is waited for too. */
  function two(web: Look) {
    let db: Look = HEALTHY;
    const engine = new RecordingEngine({ inspect: (id) => (id === 'db' ? db : web) });
    const plan = aPlan([waitFor('db', 'running_or_healthy'), waitFor('web', 'running_or_healthy')]);
    const outcomes = executePlan(plan, { engine, emit: () => {}, signal: new AbortController().signal });
    const statuses = outcomes.then((all) => all.map(({ status }) => status));
    return {
      engine,
      statuses,
      kill: () => {
        db = { ...HEALTHY, state: 'exited', exitCode: 1 };
        engine.tell('db', 'die');
      },
    };
  }

  test('waitFor() takes a healthy container for failed that ends while others are waited for', async () => {
    useClock();
    const { statuses, kill } = two(runs);
    await settled();
    await pass(800);
    kill();
    await settled();
    await pass(2000);
    expect(await statuses).toEqual(['failed', 'done']);
  });

  test('waitFor() does not wait for a healthy container to settle', async () => {
    useClock();
    expect(await aWait('running_or_healthy', HEALTHY).outcome).toBe('done');
    expect(await two(HEALTHY).statuses).toEqual(['done', 'done']);
  });
});

describe('events', () => {
  test('waitFor() asks once at its beginning and then only listens', async () => {
    const { engine, outcome } = aWait('service_healthy', starting);
    await settled();
    engine.tell('db', 'other');
    engine.tell('db', 'healthy');
    expect(await outcome).toBe('done');
    expect(engine.calls.filter((call) => call === 'inspect db')).toHaveLength(1);
  });

  test('waitFor() ignores health from before the last start', async () => {
    const { engine, outcome } = aWait('service_healthy', { ...starting, startedAt: '2026-01-01T00:00:10Z' });
    await settled();
    engine.tell('db', 'unhealthy', Date.parse('2026-01-01T00:00:09Z'));
    engine.tell('db', 'healthy', Date.parse('2026-01-01T00:00:12Z'));
    expect(await outcome).toBe('done');
  });

  test('waitFor() ignores the health that the engine keeps of a container that has not started yet', async () => {
    const { engine, outcome, show } = aWait('service_healthy', {
      ...starting,
      state: 'created',
      health: 'unhealthy',
    });
    await settled();
    show({ ...starting, health: 'healthy' });
    engine.tell('db', 'start');
    expect(await outcome).toBe('done');
  });

  test('waitFor() asks again after the event stream broke, for what it may have missed', async () => {
    const { engine, outcome, show } = aWait('service_healthy', starting);
    await settled();
    show({ ...starting, health: 'healthy' });
    engine.breakStream();
    expect(await outcome).toBe('done');
    expect(engine.calls.filter((call) => call.startsWith('subscribe'))).toHaveLength(2);
  });

  test('waitFor() goes on waiting when its restart policy starts the container again', async () => {
    const { engine, outcome, show } = aWait('service_healthy', starting);
    await settled();
    show({ ...starting, state: 'restarting', exitCode: 1 });
    engine.tell('db', 'die');
    await settled();
    show({ ...starting, health: 'healthy' });
    engine.tell('db', 'start');
    expect(await outcome).toBe('done');
  });
});

describe('while a container starts', () => {
  afterEach(() => void vi.useRealTimers());

  test('waitFor() reports what the last probe found wrong, once for each finding, and looks no more than every two seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const settings = {
      Image: 'app',
      Labels: {},
      HostConfig: {},
      Healthcheck: { Test: ['CMD', 'a'], Interval: 3e9 },
    };
    const probed = (output: string): Look => ({
      ...starting,
      settings,
      lastProbe: { exitCode: 1, output, failingStreak: 1, runs: 1 },
    });
    const told: string[] = [];
    const { engine, outcome, show } = aWait(
      'service_healthy',
      { ...starting, settings },
      {},
      (text) => void told.push(text),
    );
    await settled();
    show(probed('connecting\nrefused'));
    await vi.advanceTimersByTimeAsync(2900);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    await settled();
    expect(told).toEqual(['last probe: exit 1: refused']);
    await vi.advanceTimersByTimeAsync(3100);
    await settled();
    expect(told).toEqual(['last probe: exit 1: refused']);
    show(probed('no such table'));
    await vi.advanceTimersByTimeAsync(3100);
    await settled();
    expect(told.at(-1)).toBe('last probe: exit 1: no such table');
    engine.tell('db', 'healthy');
    await settled();
    expect(await outcome).toBe('done');
    expect(engine.calls.filter((call) => call === 'inspect db')).toHaveLength(4);
  });
});

test('waitFor() gives up when a container has been started again eight times, however often that was before', async () => {
  const restarting = (restartCount: number): Look => ({
    hasHealthcheck: false,
    state: 'restarting',
    exitCode: 3,
    restartCount,
  });
  const { engine, outcome, show } = aWait('running_or_healthy', restarting(100));
  for (const count of [100, 107, 108]) {
    await settled();
    expect(engine.calls).not.toContain('logs db');
    show(restarting(count));
    engine.tell('db', 'die');
  }
  const error = await outcome;
  expect(error).toBeInstanceOf(WaitError);
  expect(error).toMatchObject({ report: { reason: 'exited', exitCode: 3, restartCount: 108 } });
});

describe('a container that is paused', () => {
  afterEach(() => void vi.useRealTimers());
  const useClock = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const pass = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    await settled();
  };
  const failed = {
    report: { reason: 'paused' },
    message: expect.stringMatching(/container p-db-1 is paused$/),
  };

  test.each(['running_or_healthy', 'service_healthy', 'service_completed_successfully'] as const)(
    'waitFor() fails after ten seconds, and says so: %s',
    async (condition) => {
      useClock();
      const ended = vi.fn();
      const { engine, outcome, show } = aWait(condition, starting);
      void outcome.then(ended);
      await settled();
      show({ ...starting, state: 'paused' });
      engine.tell('db', 'pause');
      await settled();
      await pass(9900);
      expect(ended).not.toHaveBeenCalled();
      await pass(200);
      expect(await outcome).toMatchObject(failed);
    },
  );

  test('waitFor() goes on waiting when it was paused for a moment, each time anew', async () => {
    useClock();
    const { engine, outcome, show } = aWait('running_or_healthy', starting);
    await settled();
    for (const _ of [1, 2]) {
      show({ ...starting, state: 'paused' });
      engine.tell('db', 'pause');
      await settled();
      await pass(8000);
      show(starting);
      engine.tell('db', 'unpause');
      await settled();
    }
    show({ ...starting, health: 'healthy' });
    engine.tell('db', 'healthy');
    expect(await outcome).toBe('done');
  });

  test('waitFor() does not take a monitored container for ready that is paused when its time ends', async () => {
    useClock();
    const healthy: Look = { ...starting, health: 'healthy' };
    const { engine, outcome, show } = aWait('running_or_healthy', healthy, {
      update: { monitorMs: 5000 },
    });
    await settled();
    show({ ...healthy, state: 'paused' });
    engine.tell('db', 'pause');
    await settled();
    await pass(5100);
    expect(await outcome).toMatchObject(failed);
  });
});

describe('a container that was paused', () => {
  const paused: Look = {
    hasHealthcheck: true,
    health: 'unhealthy',
    settings: {
      Image: 'app',
      Labels: {},
      HostConfig: {},
      Healthcheck: { Test: ['CMD', 'a'], Retries: 2, Interval: 1e6, Timeout: 1e6 },
    },
  };
  const probed = (failingStreak: number): Look => ({
    ...paused,
    lastProbe: { exitCode: 1, output: '', failingStreak, runs: 3 },
  });

  test('waitFor() does not believe that it is unhealthy before a probe found so', async () => {
    const { engine, outcome } = aWait('service_healthy', { ...paused, lastProbe: healthyProbe });
    await settled();
    engine.tell('db', 'healthy');
    expect(await outcome).toBe('done');
  });

  test('waitFor() looks again when enough probes could have failed, since no event tells that they did', async () => {
    const { outcome, show } = aWait('service_healthy', probed(1));
    await settled();
    show(probed(2));
    expect(await outcome).toMatchObject({ report: { reason: 'unhealthy' } });
  });
});

describe('failures', () => {
  async function reportOf(outcome: Promise<unknown>) {
    const error = await outcome;
    if (!(error instanceof WaitError)) throw new Error(`expected a WaitError, got ${error}`);
    return { message: error.message, report: error.report };
  }

  test('waitFor() fails at once when a container exits, and says with which code and what it wrote', async () => {
    const { engine, outcome, show } = aWait('service_healthy', starting);
    await settled();
    show({ state: 'exited', exitCode: 137, oomKilled: true, hasHealthcheck: true, health: 'unhealthy' });
    engine.tell('db', 'die');
    const { message, report } = await reportOf(outcome);
    expect(message).toBe('dependency failed to start: container p-db-1 exited (137)');
    expect(report).toMatchObject({
      reason: 'exited',
      exitCode: 137,
      oomKilled: true,
      waiter: 'web',
      lastLines: ['one', 'two'],
    });
    expect(report).not.toHaveProperty('health');
  });

  test('waitFor() says what the last probe wrote and how many failed when a container becomes unhealthy', async () => {
    const lastProbe = { exitCode: 127, output: 'curl: not found', failingStreak: 3, runs: 3 };
    const { engine, outcome } = aWait('service_healthy', { ...starting, lastProbe });
    await settled();
    engine.tell('db', 'unhealthy');
    const { message, report } = await reportOf(outcome);
    expect(message).toBe('dependency failed to start: container p-db-1 is unhealthy');
    expect(report.probe).toEqual(lastProbe);
  });

  test('waitFor() says with which code a container ended that should have ended well', async () => {
    const { outcome } = aWait('service_completed_successfully', { state: 'exited', exitCode: 5 });
    expect((await reportOf(outcome)).message).toBe(
      'service "db" didn\'t complete successfully: exit 5 (container p-db-1)',
    );
  });

  test('waitFor() fails when a container disappears', async () => {
    const { engine, outcome, show } = aWait('service_healthy', starting);
    await settled();
    show(undefined);
    engine.tell('db', 'destroy');
    expect((await reportOf(outcome)).report.reason).toBe('removed');
  });

  test('waitFor() fails when its time is over', async () => {
    const { outcome } = aWait('service_healthy', starting, { timeoutMs: 5 });
    const { message, report } = await reportOf(outcome);
    expect(message).toMatch(
      /^application not healthy after 0s: timed out: container p-db-1 was not healthy after 0\.\d s \(starting\)$/,
    );
    expect(report.reason).toBe('timeout');
  });
});

test('waitFor() needs every container of a service', async () => {
  const replicas = ['db-1', 'db-2'].map((name) => ({ ref: { id: containerId(name) }, name }));
  const { engine, outcome } = aWait('service_healthy', starting, { containers: replicas });
  let ended = false;
  void outcome.then(() => {
    ended = true;
  });
  await settled();
  engine.tell('db-1', 'healthy');
  await settled();
  expect(ended).toBe(false);
  engine.tell('db-2', 'healthy');
  expect(await outcome).toBe('done');
});
