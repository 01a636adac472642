import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROGRAM, type Workspace } from './gantry.ts';
import { SELDOM } from './patience.ts';

interface Unread {
  readonly process: ChildProcess;
  /** The name of the signal, if one ended it. */
  readonly exitCode: Promise<number | NodeJS.Signals | null>;
}

/** The program with a standard output that nobody reads; what it says of errors is for whoever runs the tests. */
export function startUnread(
  { folder, project }: Workspace,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Unread {
  const [program = '', ...first] = PROGRAM;
  const child = spawn(program, [...first, ...words], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', COMPOSE_PROJECT_NAME: project, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout?.pause();
  const exitCode = new Promise<number | NodeJS.Signals | null>((ended) => {
    // Not `close`: that comes when all of the output has been read.
    child.on('exit', (code, signal) => ended(code ?? signal));
  });
  return { process: child, exitCode };
}

/** How often a count has to be the same before it counts as standing still. */
const STILL = 4;

/** Waits until what is counted has begun and stands still, or is more than `most`. Error: it does neither. */
export async function untilStill(count: () => number, most: number): Promise<void> {
  let [before, same] = [0, 0];
  for (let waitedMs = 0; waitedMs < 4 * SELDOM.timeout; waitedMs += SELDOM.interval) {
    const now = count();
    same = now === before && now > 0 ? same + 1 : 0;
    before = now;
    if (same >= STILL || now > most) return;
    await sleep(SELDOM.interval);
  }
  throw new Error(`it neither stands still nor is more than ${most}: ${before}`);
}
