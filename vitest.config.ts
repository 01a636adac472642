import { defineConfig } from 'vitest/config';

/** One engine and two cores: the files share both, so they run one after another. */
const onTheEngine = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      {
        // Some wait for real files and processes: a busy machine is no failure.
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/services/**'],
          testTimeout: 30_000,
        },
      },
      { test: { name: 'services', include: ['test/services/**/*.test.ts'], ...onTheEngine } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...onTheEngine } },
      {
        // The same promises, held by the single executable. What does not run the program needs no second run.
        test: {
          name: 'executable',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/engine.test.ts'],
          env: { GANTRY_TEST_PROGRAM: 'executable' },
          ...onTheEngine,
        },
      },
    ],
  },
});
