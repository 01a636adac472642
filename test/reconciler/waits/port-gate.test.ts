import { describe, expect, test, vi } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import type { ContainerDetails } from '../../../src/model/observed.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import { watchContainers } from '../../../src/reconciler/waits/container-watch.ts';
import { waitFor } from '../../../src/reconciler/waits/wait-for.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const WEB = containerId('web');
const operation: OperationOf<'wait-for'> = {
  kind: 'wait-for',
  service: 'web',
  condition: 'running_or_healthy',
  containers: [{ ref: { id: WEB }, name: 'p-web-1' }],
  settleMs: 1,
  update: {
    monitorMs: 0,
    instead: 'old',
    connect: { ingress: { ref: { id: containerId('ingress') }, name: 'p-web-ingress' }, ports: [80, 81] },
  },
};

/** A question that nobody has answered yet. */
interface Question {
  readonly signal: AbortSignal;
  readonly answer: (isOpen: boolean) => void;
  readonly fail: (error: Error) => void;
}

/** Waits for a container without a healthcheck. */
async function aWait(more: Partial<ContainerDetails> = {}, timeoutMs?: number) {
  let look: Partial<ContainerDetails> = { state: 'running', startedAt: '2026-01-01T00:00:01Z', ...more };
  const engine = new RecordingEngine({ inspect: () => look });
  const watch = await watchContainers(engine, 'p');
  const asked: Question[] = [];
  let wake = (): void => {};
  const outcome = waitFor(
    timeoutMs === undefined ? operation : { ...operation, timeoutMs },
    [{ id: WEB, name: 'p-web-1' }],
    {
      engine,
      watch,
      signal: new AbortController().signal,
      onProgress: () => {},
      askPorts: (_id, signal) =>
        new Promise((answer, fail) => {
          asked.push({ signal, answer, fail });
          wake();
        }),
    },
  )
    .then(
      () => 'ready' as const,
      (error: Error) => error,
    )
    .finally(() => watch.close());
  return {
    outcome,
    /** The question with this number, from 0, as soon as it is asked. */
    question: async (number: number): Promise<Question> => {
      for (;;) {
        const question = asked[number];
        if (question) return question;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    show: (next: Partial<ContainerDetails>, action: 'die' | 'start' | 'pause') => {
      look = next;
      engine.tell('web', action);
    },
    asked,
  };
}

describe('a container without a healthcheck, behind an ingress', () => {
  test('is ready when it accepts a connection, and not before', async () => {
    const { outcome, question } = await aWait();
    const { answer } = await question(0);
    let isOver = false;
    void outcome.then(() => {
      isOver = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    answer(true);
    expect(await outcome).toBe('ready');
  });

  test('fails when it accepts none, and the message names its ports', async () => {
    const { outcome, question } = await aWait();
    (await question(0)).answer(false);
    const error = await outcome;
    expect(error).toMatchObject({
      code: 'wait-failed',
      message: expect.stringMatching(
        /^container p-web-1 accepts no connection on any of the ports 80, 81 after [\d.]+ s$/,
      ),
      report: { reason: 'no-connection', ports: [80, 81], instead: 'old' },
    });
  });

  test('fails in the same way when the time of the command is over', async () => {
    const { outcome } = await aWait({}, 1);
    expect(await outcome).toMatchObject({ report: { reason: 'no-connection', ports: [80, 81] } });
  });

  test('fails at once when it ends, and is asked no more', async () => {
    const { outcome, question, show } = await aWait();
    const { signal } = await question(0);
    show({ state: 'exited', exitCode: 3 }, 'die');
    expect(await outcome).toMatchObject({ report: { reason: 'exited', exitCode: 3 } });
    expect(signal.aborted).toBe(true);
  });

  test('has no fault of its ports when it was paused meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { outcome, question, show } = await aWait({}, 100);
    await question(0);
    show({ state: 'paused', startedAt: '2026-01-01T00:00:01Z' }, 'pause');
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(101);
    vi.useRealTimers();
    expect(await outcome).toMatchObject({ report: { reason: 'timeout', state: 'paused' } });
  });

  test('is asked again when it was started again', async () => {
    const { outcome, question, show } = await aWait();
    const first = await question(0);
    show({ state: 'running', startedAt: '2026-01-01T00:00:09Z', restartCount: 1 }, 'start');
    const second = await question(1);
    expect(first.signal.aborted).toBe(true);
    first.answer(false);
    second.answer(true);
    expect(await outcome).toBe('ready');
  });

  test('fails with what kept the question from being asked', async () => {
    const { outcome, question } = await aWait();
    (await question(0)).fail(new Error('the engine went away'));
    expect(await outcome).toEqual(new Error('the engine went away'));
  });
});

test('a container with a healthcheck is not asked: that tells more', async () => {
  const { outcome, asked } = await aWait({ hasHealthcheck: true, health: 'healthy' });
  expect(await outcome).toBe('ready');
  expect(asked).toEqual([]);
});
