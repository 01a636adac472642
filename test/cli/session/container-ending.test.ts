import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { listenForEnding } from '../../../src/cli/session/container-ending.ts';
import { containerId } from '../../../src/model/ids.ts';
import type { ContainerDetails } from '../../../src/model/observed.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const app = containerId('app');

test('listenForEnding() asks the state of a container that was killed, whether or not an event blames memory', async () => {
  const engine = new RecordingEngine({
    inspect: () => ({ state: 'exited', exitCode: 137, oomKilled: true }),
  });
  const ending = await listenForEnding(engine, []);

  engine.tell('app', 'die', undefined, 137);

  expect(await ending.exitCode(app)).toBe(137);
  expect(await ending.lackedMemory(app)).toBe(true);
});

test('listenForEnding() hears of the lack of memory also after the end, of a container that is gone', async () => {
  const engine = new RecordingEngine({ inspect: () => undefined });
  const ending = await listenForEnding(engine, []);

  engine.tell('app', 'die', undefined, 137);
  const lacked = ending.lackedMemory(app);
  engine.tell('app', 'oom');

  expect(await lacked).toBe(true);
});

test('listenForEnding() believes an event that came before any other end, too', async () => {
  const engine = new RecordingEngine();
  const ending = await listenForEnding(engine, []);

  engine.tell('app', 'oom');
  engine.tell('app', 'die', undefined, 3);

  expect(await ending.lackedMemory(app)).toBe(true);
});

test('listenForEnding() does not blame memory for any other end, and asks nothing for it', async () => {
  const engine = new RecordingEngine();
  const ending = await listenForEnding(engine, []);

  engine.tell('app', 'die', undefined, 3);

  expect(await ending.lackedMemory(app)).toBe(false);
  expect(engine.calls).not.toContain('inspect app');
});

test('listenForEnding() looks now and then, as a stream of events may be open and silent', async () => {
  vi.useFakeTimers();
  const engine = new RecordingEngine({ inspect: () => ({ state: 'exited', exitCode: 3 }) });
  const ending = await listenForEnding(engine, []);
  const code = ending.exitCode(app);

  await vi.advanceTimersByTimeAsync(5000);
  vi.useRealTimers();

  expect(await code).toBe(3);
});

test('listenForEnding() does not take a container that is gone for one that did its work', async () => {
  vi.useFakeTimers();
  const engine = new RecordingEngine({ inspect: () => undefined });
  const ending = await listenForEnding(engine, []);
  const code = ending.exitCode(app);
  code.catch(() => {});
  const removed = ending.removed(app);

  await vi.advanceTimersByTimeAsync(5000);
  vi.useRealTimers();

  await expect(code).rejects.toThrow('the engine does not know how the command ended');
  await expect(removed).resolves.toBeUndefined();
});

describe('when the output is over', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** The exit code, or the error, of a container whose output has just ended. */
  async function afterOutput(
    inspect: () => Partial<ContainerDetails> | undefined,
    processes: readonly (readonly string[])[] = [],
  ) {
    const engine = new RecordingEngine({ inspect, processes: { titles: ['CMD'], processes } });
    const ending = await listenForEnding(engine, []);
    const code = ending.exitCodeAfterOutput(app).catch((error: Error) => error.message);
    return { engine, code };
  }

  test('listenForEnding() takes an end that the engine tells a moment later, and asks nothing', async () => {
    const { engine, code } = await afterOutput(() => ({ state: 'running' }));
    await vi.advanceTimersByTimeAsync(1900);
    engine.tell('app', 'die', undefined, 3);

    expect(await code).toBe(3);
    expect(engine.calls).not.toContain('inspect app');
  });

  test.each(['running', 'paused', 'created'] as const)(
    'listenForEnding() says so when the container is %s then: the connection was lost',
    async (state) => {
      const { code } = await afterOutput(() => ({ state }));
      await vi.advanceTimersByTimeAsync(2000);

      expect(await code).toContain('the output of the command is over, but the command still runs');
    },
  );

  test('listenForEnding() says so at once when there still are processes', async () => {
    const { code } = await afterOutput(() => ({ state: 'running' }), [['sh']]);
    await vi.advanceTimersByTimeAsync(300);

    expect(await code).toContain('the output of the command is over, but the command still runs');
  });

  test('listenForEnding() waits for the events of one that has ended or is gone', async () => {
    for (const answer of [{ state: 'exited', exitCode: 3 } as const, undefined]) {
      const { engine, code } = await afterOutput(() => answer);
      await vi.advanceTimersByTimeAsync(2100);
      engine.tell('app', 'die', undefined, 3);

      expect(await code).toBe(3);
    }
  });
});
