import type { Cli } from './cli.ts';
import type { ExecOptions } from './commands/exec.ts';
import { EXIT } from './exit-codes.ts';
import { runSession } from './interactive-session.ts';
import { enterRawMode } from './raw-terminal.ts';
import { readDetachKeys } from './read-detach-keys.ts';
import { runningContainer } from './running-container.ts';
import { onInterrupt } from './signals.ts';
import { terminalSize } from './terminal-size.ts';
import { wantsTty } from './tty-options.ts';

/** @returns the exit code of the command. */
export async function runExecCommand(
  cli: Cli,
  service: string,
  words: readonly string[],
  options: ExecOptions,
): Promise<number> {
  const { detach = false, interactive = true, user, workdir } = options;
  // Scripts say `-t` where there is no terminal, and docker compose does not mind.
  const { tty: _, ...said } = options;
  const tty = !detach && wantsTty(said, false);
  const { engine, container } = await runningContainer(cli, service, options.index);
  if (cli.globals.dryRun) {
    cli.stdout.write(`\`gantry exec\` would run this in ${container.name}: ${words.join(' ')}\n`);
    return EXIT.ok;
  }
  const stdin = interactive && !detach;
  const keys = readDetachKeys(cli);
  const size = tty ? terminalSize() : undefined;
  const exec = await engine.createExec(container.id, {
    Cmd: words,
    AttachStdin: stdin,
    AttachStdout: !detach,
    AttachStderr: !detach,
    Tty: tty,
    DetachKeys: keys.text,
    ...(size && { ConsoleSize: [size.rows, size.columns] as const }),
    ...(options.env && { Env: options.env }),
    ...(options.privileged && { Privileged: true }),
    ...(user !== undefined && { User: user }),
    ...(workdir !== undefined && { WorkingDir: workdir }),
  });
  if (detach) {
    await engine.startDetachedExec(exec, { tty });
    return EXIT.ok;
  }
  // An engine cannot send signals to it: who interrupts leaves it running, as with docker.
  const release = onInterrupt([() => cli.abandon()]);
  const restore = tty && stdin && process.stdin.isTTY ? enterRawMode('as-it-is') : () => {};
  try {
    const stream = await engine.startExec(exec, { tty });
    if (size) void engine.resizeExec(exec, size);
    const end = await runSession({
      stream,
      tty,
      stdin,
      detachKeys: keys.bytes,
      resize: (changed) => void engine.resizeExec(exec, changed),
    });
    if (end === 'detached') return EXIT.ok;
  } finally {
    restore();
    release();
  }
  return (await engine.inspectExec(exec)).exitCode ?? EXIT.ok;
}
