import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { PROGRAM, type Workspace } from './gantry.ts';

interface Piped {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The program with `input` piped in, which ends after it; what comes out is kept byte by byte. */
export async function gantryWithInput(
  { folder, project }: Workspace,
  input: Buffer | string,
  ...words: readonly string[]
): Promise<Piped> {
  const [program = '', ...rest] = PROGRAM;
  const child = spawn(program, [...rest, ...words], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', COMPOSE_PROJECT_NAME: project },
    stdio: 'pipe',
  });
  // It need not read all of it.
  child.stdin.on('error', () => {}).end(input);
  const [stdout, stderr, code] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    new Promise<number | null>((done) => {
      child.on('close', done);
    }),
  ]);
  return { code, stdout, stderr: stderr.toString('utf8') };
}
