import { defineConfig } from 'vitest/config';

/** Tries projects and texts made at random: a score has to come out the same each time, and quickly. */
const random = [
  'test/planner/plan-properties*.test.ts',
  'test/spec/**/{any-input,compose-schema,hostile-input,merge-laws,print-project}.test.ts',
];

/** The unit tests that mutants of the planner, the reconciler and `spec` have to get past. */
export default defineConfig({
  test: {
    include: ['test/{model,planner,reconciler,spec,ui}/**/*.test.ts'],
    exclude: random,
    // One mutant after another in one process, which loads every module once.
    isolate: false,
    testTimeout: 30_000,
  },
});
