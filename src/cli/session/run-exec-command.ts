import type { Engine } from '../../engine/port/engine.ts';
import { outputLeftOpen } from '../../engine/streams/cut-output.ts';
import { endOfExec } from '../../engine/streams/exec-end.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { onInterrupt } from '../context/signals.ts';
import { runningContainer } from '../find/running-container.ts';
import { enterRawMode } from '../terminal/raw-terminal.ts';
import { terminalSize } from '../terminal/terminal-size.ts';
import { followSize } from './follow-size.ts';
import { runSession, type SessionEnd } from './interactive-session.ts';
import { readDetachKeys } from './read-detach-keys.ts';
import { type TtyOptions, wantsTty } from './tty-options.ts';

export interface ExecOptions extends TtyOptions {
  readonly detach?: boolean;
  readonly env?: readonly string[];
  readonly index?: number;
  readonly privileged?: boolean;
  readonly user?: string;
  readonly workdir?: string;
}

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
  await refusePaused(engine, service, container);
  const exec = await engine.createExec(container.id, {
    Cmd: words,
    AttachStdin: stdin,
    AttachStdout: !detach,
    AttachStderr: !detach,
    Tty: tty,
    DetachKeys: keys.text,
    ...(size && { ConsoleSize: [size.rows, size.columns] as const }),
    ...(options.env && { Env: options.env.map((text) => withValue(text, cli.environment)) }),
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
  let lastWords = Buffer.alloc(0);
  const restore = tty && stdin && process.stdin.isTTY ? enterRawMode('as-it-is') : () => {};
  let end: SessionEnd;
  try {
    const stream = await engine.startExec(exec, { tty });
    const resize = followSize((changed) => engine.resizeExec(exec, changed));
    if (size) void resize(size);
    end = await runSession({
      stream,
      tty,
      stdin,
      ...(tty && { detachKeys: keys.bytes }),
      resize,
      hasEnded: async () => !(await engine.inspectExec(exec)).running,
      onOutput: (chunk) => {
        lastWords = Buffer.concat([lastWords, chunk]).subarray(-LAST_WORDS);
      },
    });
  } finally {
    restore();
    release();
  }
  if (end === 'detached') return EXIT.ok;
  const { started, exitCode } = await endOfExec(engine, exec);
  if (!started) {
    const { reportNotStarted } = await import('../failures/explain-exec.ts');
    await reportNotStarted(cli, service, container.name, words, lastWords.toString());
  }
  if (end === 'silent') throw outputLeftOpen();
  return exitCode;
}

/** Bytes: more than an engine says of a process that it could not start. */
const LAST_WORDS = 2000;

/** The engine would refuse by the id of the container. */
async function refusePaused(engine: Engine, service: string, container: ObservedContainer): Promise<void> {
  if (container.state === 'running') return;
  const { whyNotNow } = await import('../failures/explain-exec.ts');
  const error = await whyNotNow(engine, service, container);
  if (error) throw error;
}

/** A name alone passes on what that variable is here, as with docker; the container keeps its own where it is not set. */
function withValue(text: string, environment: ReadonlyMap<string, string>): string {
  const value = text.includes('=') ? undefined : environment.get(text);
  return value === undefined ? text : `${text}=${value}`;
}
