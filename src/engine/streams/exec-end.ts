import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../port/engine.ts';
import { EngineError } from '../refusals/engine-error.ts';

interface ExecEnd {
  readonly started: boolean;
  readonly exitCode: number;
}

/** An engine closes the output of a command, or of a container, a moment before it knows its exit code. */
export const ENDS_LATE_MS = 2000;
const PAUSE_MS = 50;

/** Whether the engine says so. */
export const hasExecEnded =
  (engine: Pick<Engine, 'inspectExec'>, exec: string) => async (): Promise<boolean> =>
    !(await engine.inspectExec(exec)).running;

/**
 * How a command in a container ended whose output is over.
 *
 * Error: EngineError when the engine does not know: the connection broke, or the command closed its output and goes on.
 */
export async function endOfExec(engine: Pick<Engine, 'inspectExec'>, exec: string): Promise<ExecEnd> {
  for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
    const { started, running, exitCode } = await engine.inspectExec(exec);
    if (exitCode !== undefined) return { started, exitCode };
    if (!running || waitedMs >= ENDS_LATE_MS) throw unknownEnd(running);
    await sleep(PAUSE_MS);
  }
}

export const unknownEnd = (isRunning: boolean): EngineError =>
  new EngineError(
    'engine-refused',
    isRunning
      ? 'the output of the command is over, but the command still runs: its exit code is not known'
      : 'the engine does not know how the command ended',
    { hint: 'the connection may have been lost, or the command closed its output and goes on' },
  );
