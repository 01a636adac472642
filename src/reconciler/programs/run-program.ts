import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { OutputLines } from './output-lines.ts';

interface Ran {
  /** Absent: a signal ended it. */
  readonly exitCode: number | undefined;
  /** The last of what it wrote to standard error. */
  readonly lastErrors: string;
}

/** Returns a promise when the next line may come only once that has resolved. Throws when the program is to end. */
type OnLine = (line: string) => Promise<void> | void;

export interface ProgramOptions {
  readonly environment: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
  readonly onLine: OnLine;
  readonly onErrorLine?: OnLine;
}

/** Runs a program of this machine to its end. Rejects when it cannot be started, or was interrupted, and with what `onLine` throws. */
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
    const refuse = (error: unknown): void => {
      child.kill();
      reject(error);
    };
    const read = [readAll(child.stdout, output), readAll(child.stderr, errors)];
    for (const reading of read) reading.catch(refuse);
    child.on('error', reject);
    child.on('close', (code) => {
      Promise.all(read).then(() => {
        output.end();
        resolve({ exitCode: code ?? undefined, lastErrors: errors.end() });
      }, reject);
    });
  });
}

async function readAll(stream: Readable, lines: OutputLines): Promise<void> {
  for await (const chunk of stream) await lines.take('stdout', chunk);
}
