import type { Engine, ExecRequest } from '../engine/engine.ts';
import { runExec } from '../engine/run-exec.ts';
import type { ContainerId } from '../model/ids.ts';
import type { ExecHook } from './watch-rule.ts';

/** Runs the command of a `sync+exec` rule to its end. @returns its exit code. Error: EngineError. */
export async function runHook(
  engine: Engine,
  container: ContainerId,
  { command, user, privileged, workingDir, environment }: ExecHook,
  onOutput: (text: string) => void,
): Promise<number> {
  const request: ExecRequest = {
    Cmd: command,
    Privileged: privileged,
    Env: environment,
    ...(user === undefined ? {} : { User: user }),
    ...(workingDir === undefined ? {} : { WorkingDir: workingDir }),
  };
  const { exitCode } = await runExec(engine, container, request, (chunk) => onOutput(chunk.toString('utf8')));
  return exitCode;
}
