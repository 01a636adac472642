import { defineConfig } from 'vitest/config';

/** Properties that take seconds each, which is too long to try them for every mutant. */
const slow = [
  'test/planner/plan-properties*.test.ts',
  'test/spec/**/{any-input,compose-schema,hostile-input,merge-laws,print-project}.test.ts',
];

/** The unit tests that mutants of the planner, the reconciler and `spec` have to get past. */
export default defineConfig({
  test: {
    include: ['test/{model,planner,reconciler,spec,ui}/**/*.test.ts'],
    exclude: slow,
    setupFiles: 'test/support/same-cases.ts',
    // One mutant after another in one process, which loads every module once.
    isolate: false,
    testTimeout: 30_000,
  },
});
