import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { isAlive } from '../../model/container-state.ts';
import { lookUntil } from '../../util/look-until.ts';
import { readContainerDetails } from '../answers/read-container-details.ts';
import type { Engine } from '../port/engine.ts';
import { EngineError } from '../refusals/engine-error.ts';
import { type DockerClient, duplex } from './docker-client.ts';

type ProcessCalls = Pick<
  Engine,
  | 'updateContainer'
  | 'waitContainer'
  | 'attachContainer'
  | 'resizeContainer'
  | 'createExec'
  | 'startExec'
  | 'startDetachedExec'
  | 'resizeExec'
  | 'inspectExec'
>;

/** How often, and after what pause, an update is repeated for a container that ends during the update. */
const UPDATE_ATTEMPTS = 5;
const UPDATE_PAUSE_MS = 100;

/** The update succeeds once the engine knows that the container has stopped. Only the text identifies this refusal. */
const hasEndedMeanwhile = (error: unknown): boolean =>
  error instanceof EngineError &&
  error.cause instanceof Error &&
  /cannot update a stopped container|container not running|process already finished/i.test(
    error.cause.message,
  );

/** The calls that speak to the processes in a container. */
export function processCalls(docker: DockerClient): ProcessCalls {
  return {
    async updateContainer(id, update) {
      const container = await docker.container(id);
      for (let attempt = 1; ; attempt++) {
        try {
          const { Warnings }: { Warnings: string[] | null } = await container.update(update);
          return Warnings ?? [];
        } catch (error) {
          if (attempt === UPDATE_ATTEMPTS || !hasEndedMeanwhile(error)) throw error;
          await setTimeout(UPDATE_PAUSE_MS);
        }
      }
    },
    async waitContainer(id, condition, signal) {
      const container = await docker.container(id);
      const over = new AbortController();
      const abortSignal = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
      const waiting = container.wait({ condition, abortSignal });
      const hasEnded = async (): Promise<number | undefined> => {
        const { state, exitCode } = readContainerDetails(await container.inspect());
        return isAlive({ state }) || state === 'created' ? undefined : exitCode;
      };
      try {
        // Of the others nobody can see whether it was before or after the call.
        if (condition !== 'not-running') return (await waiting).StatusCode;
        return await Promise.race([
          waiting.then(({ StatusCode }: { readonly StatusCode: number }) => StatusCode),
          lookUntil(hasEnded, over.signal),
        ]);
      } finally {
        over.abort();
      }
    },
    async attachContainer(id, { stdin, stdout, stderr, logs, detachKeys }) {
      const container = await docker.container(id);
      return duplex(
        await container.attach({
          hijack: true,
          _query: { stream: true, stdin, stdout, stderr, logs, detachKeys },
        }),
      );
    },
    async resizeContainer(id, { rows, columns }) {
      const container = await docker.container(id);
      await ignoreFailure(container.resize({ h: rows, w: columns }));
    },
    async createExec(id, request) {
      const container = await docker.container(id);
      const exec = await container.exec({ _body: request });
      return exec.id;
    },
    async startExec(id, { tty }): Promise<Duplex> {
      const exec = await docker.exec(id);
      return exec.start({ hijack: true, _body: { Detach: false, Tty: tty } });
    },
    async startDetachedExec(id, { tty }) {
      const exec = await docker.exec(id);
      const answer = await exec.start({ _body: { Detach: true, Tty: tty } });
      // It runs, and there is nothing in the answer: how that ends is nobody's concern.
      answer.on('error', () => {}).resume();
    },
    async resizeExec(id, { rows, columns }) {
      const exec = await docker.exec(id);
      await ignoreFailure(exec.resize({ h: rows, w: columns }));
    },
    async inspectExec(id) {
      const exec = await docker.exec(id);
      const { Running, ExitCode, Pid } = await exec.inspect();
      return { running: Running, started: Pid !== 0, ...(ExitCode === null ? {} : { exitCode: ExitCode }) };
    },
  };
}

/** What runs as well without it. Engines refuse in many ways what does not run: 400, 404, 409, 500. */
async function ignoreFailure(call: Promise<unknown>): Promise<void> {
  await call.catch(() => {});
}
