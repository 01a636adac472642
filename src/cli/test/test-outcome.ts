import { EXIT } from '../context/exit-codes.ts';

/** How the tests of one service ended. */
export interface TestRun {
  readonly service: string;
  readonly seconds: number;
  /** What it wrote last, without secrets; absent: nothing. */
  readonly output?: string;
  readonly end: /** Its process ended. */
    | { readonly kind: 'exited'; readonly code: number }
    /** Its container could not be started, or its image not be made. */
    | { readonly kind: 'not-started'; readonly message: string }
    /** Time was over, or the user interrupted. */
    | { readonly kind: 'stopped' };
}

/** Of one copy of the environment. */
export type CopyResult = 'passed' | 'failed' | 'not-started' | 'timeout' | 'interrupted';

/** What ended it, else what became of the tests. */
export function resultOf(
  runs: readonly TestRun[],
  {
    started,
    stopped,
  }: { readonly started: boolean; readonly stopped?: 'timeout' | 'interrupted' | undefined },
): CopyResult {
  if (stopped) return stopped;
  if (!started || runs.some(({ end }) => end.kind === 'not-started')) return 'not-started';
  return runs.every(({ end }) => end.kind === 'exited' && end.code === 0) ? 'passed' : 'failed';
}

/** The worst of all copies decides; the first in this list is the worst. */
const BY_WEIGHT = ['interrupted', 'timeout', 'not-started', 'failed', 'passed'] as const;

export const worstOf = (results: readonly CopyResult[]): CopyResult =>
  BY_WEIGHT.find((result) => results.includes(result)) ?? 'passed';

/** What `test` ends with. The code of the tests themselves where one service ran them once. */
export function exitCodeOf(result: CopyResult, runs: readonly TestRun[]): number {
  switch (result) {
    case 'passed':
      return EXIT.ok;
    case 'failed': {
      const [only, ...others] = runs;
      return only?.end.kind === 'exited' && others.length === 0 ? only.end.code : EXIT.failed;
    }
    case 'not-started':
      return EXIT.notStarted;
    case 'timeout':
      return EXIT.timeout;
    case 'interrupted':
      return EXIT.interrupted;
  }
}
