import { appendFileSync } from 'node:fs';

/** What one scenario came to, for docs/updates.md. */
export interface Result {
  readonly scenario: string;
  readonly program: 'gantry' | 'docker compose';
  /** How often the event took place. */
  readonly rounds: number;
  readonly sent: number;
  /** Of these requests. */
  readonly lost: number;
  /** The lost ones by kind. */
  readonly failed: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** The longest time in which no client of a kind had an answer; absent where an answer takes seconds. */
  readonly longestSilenceMs?: number;
  /** A command failed that must not, and the run ended there. */
  readonly isStuck: boolean;
  /** What a command took, each time. */
  readonly commandMs: readonly number[];
}

/** Where the results of a run are collected, a line of JSON each. */
const FILE = process.env.GANTRY_LOAD_RESULTS;

export function record(result: Result): void {
  if (FILE !== undefined) appendFileSync(FILE, `${JSON.stringify(result)}\n`);
}
