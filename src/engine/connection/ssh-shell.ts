import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { SshConnection } from './ssh-connection.ts';

export interface ShellCommand {
  /** For a POSIX shell, without single quotes; `$1` is the first of `words`. */
  readonly script: string;
  readonly words: readonly string[];
  /** Gets what the command writes as it comes, and its input, which it may end at any time. */
  readonly talk?: (output: Readable, input: Writable) => Promise<void>;
  readonly signal?: AbortSignal;
}

export interface ShellAnswer {
  /** Of the script; 255 is of ssh: the connection has ended. */
  readonly code: number;
  readonly output: string;
  /** Standard error, without its end where it has no end. */
  readonly errors: string;
}

/** In characters: a longer answer is none of ours. */
const LONGEST = 4 * 1024 * 1024;

/** Runs a script on the other machine, over a login that is there. Error: the reason of the signal. */
export function runThere(
  { channel }: SshConnection,
  { script, words, ...command }: ShellCommand,
): Promise<ShellAnswer> {
  const line = `exec sh -c '${script}' sh ${words.map(quoted).join(' ')}`;
  return runShell('ssh', [...channel, 'x', line], command);
}

/** Runs a program that a script speaks through. */
export function runShell(
  program: string,
  words: readonly string[],
  { talk, signal }: Pick<ShellCommand, 'talk' | 'signal'>,
): Promise<ShellAnswer> {
  signal?.throwIfAborted();
  // Its own session: Ctrl-C reaches only gantry, which ends it.
  const ssh = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const end = (): void => void ssh.kill();
  signal?.addEventListener('abort', end);
  // It may end without reading.
  for (const stream of [ssh, ssh.stdin]) stream.on('error', () => {});
  const output = kept(ssh.stdout);
  const errors = kept(ssh.stderr);
  const talking = talk ? talk(ssh.stdout, ssh.stdin) : Promise.resolve(void ssh.stdin.end());
  const ended = new Promise<number>((resolve) => {
    ssh.on('close', (code) => resolve(code ?? 255));
    ssh.on('error', () => resolve(255));
  });
  const broken = talking.catch((error: unknown) => {
    // The script keeps what has come.
    ssh.stdin.end();
    return { error };
  });
  return Promise.all([ended, broken])
    .then(([code, failure]) => {
      signal?.throwIfAborted();
      if (failure) throw failure.error;
      return { code, output: output(), errors: errors() };
    })
    .finally(() => signal?.removeEventListener('abort', end));
}

function kept(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(0, LONGEST);
  });
  return () => text;
}

/** Shells other than those of POSIX read a word in single quotes as it is too, as long as it has none of `!\'`. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
