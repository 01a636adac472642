import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { ContainerId } from '../../model/ids.ts';
import type { Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import { EngineError } from '../refusals/engine-error.ts';

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

/** How often, and after what time, limits are set again for a container that ends while they are. */
const UPDATE_ATTEMPTS = 5;
const UPDATE_PAUSE_MS = 100;

/** It takes them once the engine knows that it has stopped. Only the words tell it from other refusals. */
const hasEndedMeanwhile = (error: unknown): boolean =>
  error instanceof EngineError &&
  error.cause instanceof Error &&
  /cannot update a stopped container|container not running|process already finished/i.test(
    error.cause.message,
  );

/** The calls that speak to the processes in a container. */
export function processCalls(transport: Transport): ProcessCalls {
  return {
    async updateContainer(id, update) {
      for (let attempt = 1; ; attempt++) {
        try {
          const { Warnings } = await transport.json<{ Warnings: string[] | null }>({
            method: 'POST',
            path: `/containers/${id}/update`,
            body: update,
          });
          return Warnings ?? [];
        } catch (error) {
          if (attempt === UPDATE_ATTEMPTS || !hasEndedMeanwhile(error)) throw error;
          await setTimeout(UPDATE_PAUSE_MS);
        }
      }
    },
    async waitContainer(id, condition, signal) {
      const { StatusCode } = await transport.json<{ StatusCode: number }>({
        method: 'POST',
        path: `/containers/${id}/wait`,
        query: { condition },
        ...(signal ? { signal } : {}),
      });
      return StatusCode;
    },
    attachContainer: (id, { stdin, stdout, stderr, logs, detachKeys }) =>
      transport.hijack({
        method: 'POST',
        path: `/containers/${id}/attach`,
        query: { stream: true, stdin, stdout, stderr, logs, detachKeys },
      }),
    resizeContainer: (id, { rows, columns }) =>
      tell(
        transport.status({
          method: 'POST',
          path: `/containers/${id}/resize`,
          query: { h: rows, w: columns },
        }),
      ),
    async createExec(id: ContainerId, request) {
      const { Id } = await transport.json<{ Id: string }>({
        method: 'POST',
        path: `/containers/${id}/exec`,
        body: request,
      });
      return Id;
    },
    startExec: (exec, { tty }): Promise<Duplex> =>
      transport.hijack({ method: 'POST', path: `/exec/${exec}/start`, body: { Detach: false, Tty: tty } }),
    startDetachedExec: (exec, { tty }) =>
      nothing(
        transport.status({ method: 'POST', path: `/exec/${exec}/start`, body: { Detach: true, Tty: tty } }),
      ),
    resizeExec: (exec, { rows, columns }) =>
      tell(
        transport.status({
          method: 'POST',
          path: `/exec/${exec}/resize`,
          query: { h: rows, w: columns },
        }),
      ),
    async inspectExec(exec) {
      const { Running, ExitCode, Pid } = await transport.json<{
        Running: boolean;
        ExitCode: number | null;
        Pid: number;
      }>({
        method: 'GET',
        path: `/exec/${exec}/json`,
      });
      return { running: Running, started: Pid !== 0, ...(ExitCode === null ? {} : { exitCode: ExitCode }) };
    },
  };
}

async function nothing(call: Promise<unknown>): Promise<void> {
  await call;
}

/** What runs as well without it. Engines refuse in many ways what does not run: 400, 404, 409, 500. */
async function tell(call: Promise<unknown>): Promise<void> {
  await call.catch(() => {});
}
