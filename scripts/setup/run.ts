import { spawn, spawnSync } from 'node:child_process';
import { divertSignals, exitCodeFor } from './signals.ts';

export type RunOptions = { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string };

/**
 * Runs a command that shares our terminal and gives its exit code.
 *
 * A signal goes to the command, and we end only after it has ended: it may have things to clean up, and
 * what it works on (the engine) is ours to take away.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<number> {
  const child = spawn(command, args, { ...options, stdio: 'inherit' });
  let interruptedBy: NodeJS.Signals | undefined;
  const release = divertSignals((signal) => {
    interruptedBy ??= signal;
    // A terminal has sent Ctrl-C to the whole group already; a second one often means "give up now".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) => reject(new Error(`cannot run ${command}: ${cause.message}`, { cause })));
      child.once('exit', (code, signal) => resolve(signal ? exitCodeFor(signal) : (code ?? 1)));
    });
  } finally {
    release();
    if (interruptedBy) process.exit(exitCodeFor(interruptedBy));
  }
}

export type Ran = { readonly ok: boolean; readonly text: string };

/** Runs a quick command that may fail: `text` is what it printed, or why it failed. */
export function tryRun(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Ran {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    ...(env ? { env } : {}),
  });
  if (result.error) return { ok: false, text: result.error.message };
  const ok = result.status === 0;
  return { ok, text: (ok ? result.stdout : result.stderr || result.stdout).trim() };
}

/** What a quick command prints; when it fails, its own words are the error. */
export function output(command: string, args: readonly string[]): string {
  const { ok, text } = tryRun(command, args);
  if (!ok) throw new Error(`${[command, ...args].join(' ')} failed: ${text}`);
  return text;
}

/** Waits without the event loop, for clean-up that runs while the process exits. */
export function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
