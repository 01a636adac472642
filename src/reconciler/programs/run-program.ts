import { spawn } from 'node:child_process';
import { OutputLines } from './output-lines.ts';

interface Ran {
  /** Absent: a signal ended it. */
  readonly exitCode: number | undefined;
  /** The last of what it wrote to standard error. */
  readonly lastErrors: string;
}

export interface ProgramOptions {
  readonly environment: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
  readonly onErrorLine?: (line: string) => void;
}

/** Runs a program of this machine to its end. Rejects when it cannot be started, or was interrupted. */
export function runProgram(
  program: string,
  words: readonly string[],
  { environment, signal, onLine, onErrorLine }: ProgramOptions,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      env: { ...process.env, ...Object.fromEntries(environment) },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const output = new OutputLines(onLine);
    const errors = new OutputLines(onErrorLine ?? (() => {}));
    child.stdout.on('data', (chunk: Buffer) => output.take('stdout', chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.take('stderr', chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      output.end();
      resolve({ exitCode: code ?? undefined, lastErrors: errors.end() });
    });
  });
}
