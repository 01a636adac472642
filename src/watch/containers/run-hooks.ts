import type { Engine } from '../../engine/port/engine.ts';
import type { ExecRequest } from '../../engine/port/engine-requests.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import { runExec } from '../../engine/streams/run-exec.ts';
import type { ContainerId } from '../../model/ids.ts';
import { type OnLine, OutputLines } from '../../reconciler/programs/output-lines.ts';
import type { WatchedContainer } from '../loop/loop-state.ts';
import type { WatchReporter } from '../loop/report.ts';
import type { ExecHook, WatchRule } from '../rules/watch-rule.ts';

/**
 * Runs the commands of `sync+exec` rules in all running containers of their services, one rule after another.
 *
 * @returns what failed, by service, in words.
 */
export async function runHooks(
  engine: Engine,
  rules: readonly WatchRule[],
  containers: ReadonlyMap<ContainerId, WatchedContainer>,
  reporter: WatchReporter,
): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>();
  for (const { service, exec } of rules) {
    if (!exec) continue;
    const command = exec.command.join(' ');
    const running = [...containers].filter(([, one]) => one.service === service && one.running);
    await Promise.all(
      running.map(async ([id, { name }]) => {
        try {
          const code = await runHook(engine, id, exec, (line) => reporter.output(name, line));
          if (code === 0) reporter.notice(`${name}: ${command}: done`);
          if (code === 0) return;
          reporter.warning(`${name}: ${command}: ended with ${code}`);
          failed.set(service, `\`${command}\` ended with ${code}`);
        } catch (error) {
          if (error instanceof EngineError && error.code === 'no-container') return;
          reporter.error(error, `${name}: ${command}`);
          failed.set(service, error instanceof Error ? error.message : String(error));
        }
      }),
    );
  }
  return failed;
}

/** Runs the command of a `sync+exec` rule to its end. @returns its exit code. Error: EngineError. */
async function runHook(
  engine: Engine,
  container: ContainerId,
  { command, user, privileged, workingDir, environment }: ExecHook,
  onLine: OnLine,
): Promise<number> {
  const request: ExecRequest = {
    Cmd: command,
    Privileged: privileged,
    Env: environment,
    ...(user === undefined ? {} : { User: user }),
    ...(workingDir === undefined ? {} : { WorkingDir: workingDir }),
  };
  const lines = new OutputLines(onLine);
  const { exitCode } = await runExec(engine, container, request, (chunk, stream) =>
    lines.take(stream, chunk),
  );
  lines.end();
  return exitCode;
}
