import type { Workspace } from '../support/gantry.ts';

/** Longer than every limit of gantry, and than ten commands that wait for one another, on a busy machine too. */
const FOR_EVER_MS = 600_000;

interface Ended {
  /** null: a signal ended it. */
  readonly code: number | null;
  readonly stderr: string;
  /** It did not end by itself, and was killed. */
  readonly isLate: boolean;
}

/** Waits for the end of a command, but not for ever. */
export async function inTime(run: ReturnType<Workspace['start']>): Promise<Ended> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    run.process.kill('SIGKILL');
  }, FOR_EVER_MS);
  const { code, stderr } = await run.ended;
  clearTimeout(timer);
  return { code, stderr, isLate };
}

/** @returns a complaint when it ends with another code than 0, or not at all. */
export async function complaintsOfRun(
  { start }: Workspace,
  words: string,
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const { code, stderr, isLate } = await inTime(start(words, env));
  if (isLate) return [`\`${words}\` does not end: ${stderr}`];
  return code === 0 ? [] : [`\`${words}\` ends with ${code}: ${stderr}`];
}
