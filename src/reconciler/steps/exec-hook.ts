import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { EngineError, engineRefused } from '../../engine/refusals/engine-error.ts';
import { endOfExec, hasExecEnded } from '../../engine/streams/exec-end.ts';
import { Hearing, readToItsEnd } from '../../engine/streams/read-to-its-end.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import { OutputLines } from '../programs/output-lines.ts';
import { readOutput } from '../programs/read-output.ts';
import { lastLinesOf } from '../waits/failure-report.ts';
import { hookFailed, REMOVED } from './hook-failed.ts';
import type { StepContext } from './step-context.ts';

/**
 * Runs a hook in a container. One that does not get through its `post_start` is stopped: it has not started as it should, and so
 * whoever starts it next, on whichever machine, runs the hook again. A list of containers tells nobody else.
 */
export async function runExecHook(
  operation: OperationOf<'exec-hook'>,
  id: ContainerId,
  context: Parameters<typeof execHook>[2],
): Promise<void> {
  try {
    await execHook(operation, id, context);
  } catch (error) {
    const hasFailed = operation.hook === 'post_start' && !operation.mayHaveEnded;
    // What is told is why the hook failed; an engine that cannot stop it says so at the next run.
    const graceSeconds = context.givenUp?.aborted ? 0 : undefined;
    if (hasFailed) await context.engine.stopContainer(id, graceSeconds).catch(() => {});
    throw error;
  }
}

/**
 * Runs a hook in a container. Before a stop, one that has stopped by itself, or is gone, needs none.
 *
 * Error: UserError `hook-failed` with the end of what it wrote.
 */
async function execHook(
  operation: OperationOf<'exec-hook'>,
  id: ContainerId,
  context: Pick<StepContext, 'engine' | 'signal' | 'givenUp' | 'releaseSlot' | 'onProgress'>,
): Promise<void> {
  const { hook, name, exec, mayHaveEnded } = operation;
  const { engine, releaseSlot, onProgress } = context;
  // A start that is half done is finished: nobody could tell later that its hook is missing.
  const signal = hook === 'post_start' && !mayHaveEnded ? (context.givenUp ?? NEVER) : context.signal;
  // The engine has nothing to do while it runs, and it may run for long.
  releaseSlot();
  const lines = new OutputLines((text, stream) => onProgress({ text, stream }));
  try {
    const created = await engine.createExec(id, { AttachStdout: true, AttachStderr: true, ...exec });
    const tty = exec.Tty === true;
    const stream = await engine.startExec(created, { tty });
    const hearing = new Hearing();
    const reading = readOutput(stream, { tty, signal }, hearing.through(lines.take));
    await readToItsEnd(reading, hearing, hasExecEnded(engine, created));
    stream.destroy();
    const { started, exitCode } = await endOfExec(engine, created);
    const output = lines.end();
    if (exitCode === 0 || (mayHaveEnded && !(await isRunning(id, context)))) return;
    // Then the engine wrote it, and not the hook.
    if (!started)
      throw hookFailed(operation, {
        why: `cannot run: ${engineRefused(undefined, output.trim()).message}`,
      });
    throw hookFailed(operation, { exitCode, why: `ended with exit code ${exitCode}`, output });
  } catch (error) {
    if (!isNotRunning(error)) throw error;
    if (mayHaveEnded) return;
    throw new UserError(
      'hook-failed',
      `${hook} of service "${operation.service}" cannot run: container ${name} ended before`,
      {
        ...(operation.oldRuns
          ? { hint: REMOVED, output: await lastLinesOf(engine, id) }
          : { hint: gantry('logs', operation.service) }),
        cause: error,
      },
    );
  }
}

const NEVER = new AbortController().signal;

/** Gone, stopped or paused. */
const isNotRunning = (error: unknown): boolean =>
  error instanceof EngineError && (error.status === 404 || error.status === 409);

async function isRunning(id: ContainerId, { engine }: Pick<StepContext, 'engine'>): Promise<boolean> {
  const { state } = await engine.inspectContainer(id);
  return state === 'running';
}
