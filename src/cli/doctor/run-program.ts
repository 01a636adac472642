import { execFile } from 'node:child_process';

export interface ProgramAnswer {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** undefined: there is no such program. */
export function runProgram(program: string, words: readonly string[]): Promise<ProgramAnswer | undefined> {
  return new Promise((resolve) => {
    const child = execFile(program, words, { timeout: 10_000 }, (error, stdout, stderr) => {
      resolve(error?.code === 'ENOENT' ? undefined : { ok: error === null, stdout, stderr });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end();
  });
}
