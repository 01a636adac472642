import { execFile } from 'node:child_process';

export interface ProgramOptions {
  readonly cwd?: string | undefined;
  /** Ends the program; nobody goes on before it has ended. */
  readonly signal?: AbortSignal | undefined;
}

/** A program that could not be started, or failed. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
  readonly isMissing: boolean;
  readonly output: readonly string[];

  constructor(program: string, isMissing: boolean, output: readonly string[], cause: unknown) {
    super(`${program} failed: ${output.at(-1) ?? ''}`, { cause });
    this.isMissing = isMissing;
    this.output = output;
  }
}

/** @returns what it prints, in English, without white space at the ends. Error: ProgramError, or the reason of the signal */
export async function runProgram(
  program: string,
  words: readonly string[],
  { cwd, signal }: ProgramOptions = {},
): Promise<string> {
  signal?.throwIfAborted();
  const { error, stdout, stderr } = await new Promise<{
    readonly error: NodeJS.ErrnoException | null;
    readonly stdout: string;
    readonly stderr: string;
  }>((resolve) => {
    const child = execFile(
      program,
      words,
      { cwd, env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        signal?.removeEventListener('abort', stop);
        resolve({ error: error as NodeJS.ErrnoException | null, stdout, stderr });
      },
    );
    const stop = () => child.kill();
    signal?.addEventListener('abort', stop, { once: true });
  });
  signal?.throwIfAborted();
  if (!error) return stdout.trim();
  const output = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  throw new ProgramError(program, error.code === 'ENOENT', output, error);
}
