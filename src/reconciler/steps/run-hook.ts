import { commandHint } from '../../diagnostics/hint.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import { Hearing, readToItsEnd } from '../../engine/streams/read-to-its-end.ts';
import { isAlive } from '../../model/container-state.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import { OutputLines } from '../programs/output-lines.ts';
import { readOutput } from '../programs/read-output.ts';
import { fillIn } from './create-container.ts';
import { hookFailed } from './hook-failed.ts';
import type { StepContext } from './step-context.ts';

/**
 * Runs a `pre_start` hook to its end in a container of its own, which goes when that is well, or when it is
 * interrupted. When it fails it stays for a look at it.
 *
 * Error: UserError `hook-failed` with the end of what it wrote, and the name of the container.
 */
export async function runHook(
  operation: OperationOf<'run-hook'>,
  { engine, recorded, signal, releaseSlot, onProgress, warn }: StepContext,
): Promise<void> {
  const { name, request, platform, references, files } = operation;
  const whole = { ...request, HostConfig: fillIn(request.HostConfig, references, recorded) };
  const { id, warnings } = await engine.createContainer(name, whole, platform);
  for (const warning of warnings) warn(`container ${name}: ${warning}`);
  const lines = new OutputLines((text, stream) => onProgress({ text, stream }));
  let exitCode: number;
  try {
    if (files.length > 0) await engine.putFiles(id, files);
    const stream = await engine.attachContainer(id, { stdin: false, stdout: true, stderr: true });
    await engine.startContainer(id);
    releaseSlot();
    const hearing = new Hearing();
    const reading = readOutput(stream, { tty: false, signal }, hearing.through(lines.take));
    await readToItsEnd(reading, hearing, async () => !isAlive(await engine.inspectContainer(id)));
    stream.destroy();
    exitCode = await engine.waitContainer(id, 'not-running');
  } catch (error) {
    await discard(id);
    throw error;
  }
  if (exitCode === 0) return discard(id);
  throw hookFailed(
    { ...operation, hook: 'pre_start' },
    {
      exitCode,
      why: `ended with exit code ${exitCode} (container ${name} is kept)`,
      output: lines.end(),
      hint: commandHint('docker', 'logs', name),
    },
  );

  /** What matters is what became of the hook. */
  async function discard(container: ContainerId): Promise<void> {
    await engine.removeContainer(container, true).catch((error: unknown) => {
      if (!(error instanceof EngineError)) throw error;
      warn(`container ${name} is left: ${error.message}`);
    });
  }
}
