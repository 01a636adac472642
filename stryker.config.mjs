/**
 * Breaks the code on purpose, in one place at a time, and tells which breaks no test notices.
 * CONTRIBUTING.md says how to run it, what it found last, and why it is set up as it is.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', './stryker.type-check.mjs'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: [
    'src/planner/**/*.ts',
    'src/reconciler/**/*.ts',
    'src/spec/{merge,variables}/**/*.ts',
    'src/ui/errors/next-step.ts',
    'src/ui/plan/reasons.ts',
  ],
  coverageAnalysis: 'perTest',
  // Modules are loaded once for all mutants (see the vitest configuration), so what runs at loading cannot be broken.
  ignoreStatic: true,
  concurrency: 2,
  checkers: ['types'],
  // TypeScript 7 has no API with which Stryker could rewrite its configuration for the sandbox; nothing in it needs that.
  tsconfigFile: 'none',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: '.stryker/mutation.json' },
  // A run takes up what the last one found, and tries again what another test or other code may decide.
  incremental: true,
  incrementalFile: '.stryker/incremental.json',
  tempDirName: '.stryker/sandbox',
  ignorePatterns: ['.stryker', 'bench', 'dist', 'test/e2e', 'test/services'],
};
