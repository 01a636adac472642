import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first, else the last file runs alone at the end; all others begin in the order of the list, the unit tests last. */
const LONG = [
  'release',
  'failure-reports',
  'odd-states',
  'failures',
  'model-agrees',
  'shared-namespaces',
  'switches',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const long = LONG.indexOf(basename(moduleId, '.test.ts'));
      return project.name === 'unit' ? LONG.length + 1 : long < 0 ? LONG.length : long;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** In CI a test that fails gets a second attempt, and the end of the run names it whatever comes of that. */
const twice = { retry: process.env.CI ? 1 : 0 };

/**
 * Files run side by side, also those of different projects: each has projects, ports and subnets of its own
 * (test/support/free-addresses.ts). Most of their time they wait for the engine, so there are more of them than cores; and a
 * busy machine is no failure.
 */
const onTheEngine = { testTimeout: 300_000, hookTimeout: 300_000, ...twice };

/**
 * An engine remembers its last 256 events, of whatever project, and some promises hold as long as it remembers that somebody
 * updated a container. The probes of other tests push that out within a second, so these run before them, beside the unit tests.
 */
const OF_MEMORY = ['test/e2e/convergence.test.ts', 'test/e2e/drift.test.ts'];
const first = { sequence: { groupOrder: 0 } };
const second = { sequence: { groupOrder: 1 } };
/** What counts the requests that fail: when nobody else keeps the machine busy, none of them waits for ten seconds. */
const last = { sequence: { groupOrder: 2 } };

/** The same promises, held by the single executable. */
const byExecutable = { env: { GANTRY_TEST_PROGRAM: 'executable' } };
/** What does not run the program needs no second run. */
const WITHOUT_PROGRAM = [
  'test/e2e/engine.test.ts',
  'test/e2e/ingress-parts.test.ts',
  'test/e2e/library.test.ts',
  'test/e2e/memory-engine.test.ts',
];

/** An engine of its own that becomes a swarm takes longer than all that a second run could tell. */
const BY_THE_BUNDLE = [
  'test/e2e/swarm.test.ts',
  'test/e2e/swarm-node-engines.test.ts',
  'test/e2e/swarm-nodes.test.ts',
];

/**
 * What these hold is decided before the first call and seen on the engine afterwards: no streams, terminals, signals or processes, in
 * which the two programs could differ. Where both run, the executable holds it, which needs a third of the processor's time.
 */
const OF_THE_ENGINE = [
  'approved',
  'changed-files',
  'check-images',
  'ci-examples',
  'commands-as-compose',
  'commands-lifecycle',
  'convergence',
  'drift',
  'files-and-hooks',
  'first-switch',
  'handover',
  'history',
  'ingress',
  'ingress-image',
  'ingress-inside',
  'ingress-udp',
  'instances',
  'interop',
  'last-hooks',
  'model-agrees',
  'odd-states',
  'older-engines',
  'one-at-a-time',
  'read-only',
  'registry',
  'saved-plan',
  'shared-namespaces',
  'slow-stop',
  'switches',
  'tests',
  'thousands',
  'underscore-names',
  'unlike-compose',
  'up-and-down',
  'updates',
  'volume-copies',
  'why',
].map((name) => `test/e2e/${name}.test.ts`);
const byTheOther = process.env.GANTRY_TEST_BOTH_PROGRAMS === 'yes' ? OF_THE_ENGINE : [];

const LOAD_REQUESTS = Number(process.env.GANTRY_LOAD_REQUESTS ?? 0);
const CHAOS_MINUTES = Number(process.env.GANTRY_CHAOS_MINUTES ?? 0);

export default defineConfig({
  test: {
    maxWorkers: Math.max(5, availableParallelism()),
    expect: { poll: { timeout: 60_000 } },
    // What a slow machine still has to close is no hang.
    teardownTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        // Some wait for real files and processes. One process loads the program once for all files it runs: they leave nothing behind.
        test: {
          name: 'unit',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/e2e/**',
            'test/services/**',
            'test/release/**',
            'test/chaos/**',
            'test/load/**',
            'test/page/*.test.ts',
          ],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          ...twice,
          ...first,
        },
      },
      // The page in a browser, before a server that has no engine behind it.
      {
        extends: true,
        test: {
          name: 'page',
          include: ['test/page/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...twice,
          ...first,
        },
      },
      // A whole release is made, which takes minutes where the machine is busy.
      {
        extends: true,
        test: {
          name: 'release',
          include: ['test/release/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 1_200_000,
          // Beside the tests on the engine, which leave it time: it takes as long as all that comes before them.
          ...second,
        },
      },
      {
        extends: true,
        test: { name: 'e2e-memory', include: OF_MEMORY, exclude: byTheOther, ...onTheEngine, ...first },
      },
      {
        extends: true,
        test: { name: 'executable-memory', include: OF_MEMORY, ...onTheEngine, ...byExecutable, ...first },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [...OF_MEMORY, ...byTheOther],
          ...onTheEngine,
          ...second,
        },
      },
      {
        extends: true,
        test: {
          name: 'executable',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [...OF_MEMORY, ...WITHOUT_PROGRAM, ...BY_THE_BUNDLE],
          ...onTheEngine,
          ...byExecutable,
          ...second,
        },
      },
      {
        extends: true,
        test: { name: 'services', include: ['test/services/**/*.test.ts'], ...onTheEngine, ...second },
      },
      // Each file tries many cases, most of whose time goes by on the engine; on demand it goes on for so many minutes.
      {
        extends: true,
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          testTimeout: 2_400_000 + CHAOS_MINUTES * 60_000,
          hookTimeout: 300_000,
          maxConcurrency: 3,
          ...second,
        },
      },
      // Their time is that of the requests, on demand more of them.
      {
        extends: true,
        test: {
          name: 'load',
          include: ['test/load/**/*.test.ts'],
          testTimeout: 600_000 + LOAD_REQUESTS * 100,
          hookTimeout: 300_000,
          // Mostly they wait for containers.
          maxConcurrency: 3,
          ...twice,
          ...last,
        },
      },
    ],
  },
});
