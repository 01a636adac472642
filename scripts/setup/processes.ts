import { readFileSync } from 'node:fs';

/** The processes that one has started, and those that these have started. */
export function descendantsOf(pid: number): readonly number[] {
  const children = readOrEmpty(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean);
  return children.map(Number).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** `dockerd` */
export const nameOfProcess = (pid: number): string => readOrEmpty(`/proc/${pid}/comm`).trim();

/** Dead ones that their parent has not asked for yet are none. */
export const isAlive = (pid: number): boolean => /^\d+ \(.*\) [^ZX]/s.test(readOrEmpty(`/proc/${pid}/stat`));

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process is gone, and that is the answer
  }
}
