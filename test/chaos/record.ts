import { appendFileSync } from 'node:fs';

/** One thing that was tried, for docs/reliability.md. */
export interface Trial {
  /** What is done to the program. */
  readonly kind: string;
  readonly program: 'gantry' | 'docker compose';
  readonly name: string;
  /** What does not hold; empty: it survived. */
  readonly complaints: readonly string[];
}

/** Where the trials of a run are collected, a line of JSON each. */
const FILE = process.env.GANTRY_CHAOS_TRIALS;

export function record(trial: Trial): void {
  if (FILE !== undefined) appendFileSync(FILE, `${JSON.stringify(trial)}\n`);
}
