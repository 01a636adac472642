import fc from 'fast-check';
import { stringify } from 'yaml';
import type { ProjectChange } from './random-project.ts';
import { writeProject } from './write-project.ts';

/**
 * The same cases every time, so that who changes something else is not the one to find what nobody has met yet. Others,
 * and more, are found on purpose: `PROPERTY_RUNS=5000 npx vitest run --project unit test/planner/plan-properties`.
 */
const RUNS = process.env.PROPERTY_RUNS;
const CASES = RUNS === undefined ? { numRuns: 40, seed: 2_026 } : { numRuns: Number(RUNS) };

/**
 * Tries a promise with changes of projects, and numbers that decide all else.
 *
 * Error: seed and path of the smallest change that breaks it, as two Compose files. With them in the parameters
 * (`{seed, path}`) it is tried again.
 */
export const holds = <Rest extends readonly unknown[]>(
  changes: fc.Arbitrary<ProjectChange>,
  others: { readonly [Index in keyof Rest]: fc.Arbitrary<Rest[Index]> },
  promise: (change: ProjectChange, ...rest: Rest) => Promise<void>,
  again: { readonly seed?: number; readonly path?: string } = {},
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(changes.map(readable), fc.tuple<[...Rest]>(...others), (change, rest) =>
      promise(change, ...rest),
    ),
    { ...CASES, ...again },
  );

const readable = (change: ProjectChange) => ({
  ...change,
  [fc.toStringMethod]: () =>
    `\n# before\n${stringify(writeProject(change.before))}# after\n${stringify(writeProject(change.after))}`,
});
