import { afterEach, expect, test, vi } from 'vitest';
import { dockerEngine } from '../../../src/engine/calls/docker-engine.ts';
import type { EngineRequest } from '../../../src/engine/connection/engine-request.ts';
import type { Transport } from '../../../src/engine/connection/transport.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import { engineRefused } from '../../../src/engine/refusals/engine-error.ts';
import { containerId } from '../../../src/model/ids.ts';

const id = containerId('a');

afterEach(() => {
  vi.useRealTimers();
});

test('killContainer() takes a conflict for the end of the container only where it has ended', async () => {
  let status = 'exited';
  const engine = engineThat((call) => {
    if (call === 'POST /containers/a/kill') throw engineRefused(409, 'conflict');
    return inspection(status);
  });

  await engine.killContainer(id, 'SIGKILL');
  status = 'running';

  await expect(engine.killContainer(id, 'SIGKILL')).rejects.toMatchObject({ status: 409 });
});

test('killContainer() has nothing left to do where the container was removed as soon as it had ended', async () => {
  const engine = engineThat((call) => {
    throw call === 'POST /containers/a/kill' ? engineRefused(409, 'conflict') : engineRefused(404, 'gone');
  });
  await expect(engine.killContainer(id, 'SIGKILL')).resolves.toBeUndefined();
});

test('waitContainer() looks whether a container has ended of whose end the engine says nothing', async () => {
  vi.useFakeTimers();
  let status = 'running';
  const engine = engineThat((call) =>
    call === 'POST /containers/a/wait' ? new Promise(() => {}) : inspection(status),
  );
  const code = engine.waitContainer(id, 'not-running');

  await vi.advanceTimersByTimeAsync(60_000);
  status = 'exited';
  await vi.advanceTimersByTimeAsync(30_000);

  expect(await code).toBe(7);
});

const inspection = (status: string): unknown => ({
  Id: 'a',
  Name: '/a',
  State: { Status: status, ExitCode: 7, StartedAt: '', FinishedAt: '' },
  Config: { Image: 'app' },
  HostConfig: {},
});

function engineThat(answers: (call: string) => unknown): Engine {
  const answer = async ({ method, path }: EngineRequest): Promise<unknown> => answers(`${method} ${path}`);
  const never = (): Promise<never> => Promise.reject(new Error('nobody calls this'));
  const transport: Transport = {
    json: async <Body>(request: EngineRequest): Promise<Body> => {
      const body: Body = JSON.parse(JSON.stringify(await answer(request)));
      return body;
    },
    answer,
    text: never,
    header: never,
    stream: never,
    hijack: never,
    apiVersion: () => undefined,
    close: () => {},
  };
  return dockerEngine('unix:///a', transport, async () => ({ registry: 'docker.io' }), 'buildkit');
}
