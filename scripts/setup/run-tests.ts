import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildProgram } from './build-program.ts';
import { environmentFor, setUpEngine } from './engine.ts';
import type { Host } from './engine-api.ts';
import type { Need } from './install-packages.ts';
import { listResources } from './resources.ts';
import { root } from './root.ts';
import { run } from './run.ts';
import { loadServicesImage } from './services-image.ts';
import { onExit } from './signals.ts';
import { type Failure, RESULTS_VARIABLE, readResults } from './test-results.ts';
import { linesOf, summaryOf } from './test-summary.ts';

/** Sets of tests, each with the projects of vitest.config.ts that it is made of and what it needs of the machine. */
const SETS = {
  /** Types, lint, unit tests, both builds of the program on a real engine, and what is released. */
  own: {
    projects: ['unit', 'page', 'release', 'e2e*', 'executable*'],
    needs: ['peers', 'remote', 'shells', 'registry', 'browser'],
  },
  /** The program with PostgreSQL, Redis and nginx. */
  services: { projects: ['services'], needs: ['peers', 'services'] },
  /** The program killed, in a crowd, and without its engine. */
  chaos: { projects: ['chaos'], needs: ['engine', 'peers', 'remote'] },
  /** An application updated under load. */
  load: { projects: ['load'], needs: ['busybox', 'engine', 'peers', 'services'] },
} as const satisfies Record<
  string,
  { readonly projects: readonly string[]; readonly needs: readonly Need[] }
>;

export type TestSet = keyof typeof SETS;

interface More {
  /** For the tests. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Called when the tests have ended, while the engine is still there. */
  readonly afterwards?: (engine: Host) => Promise<void>;
}

/**
 * Runs these sets in one go, with one build and one engine; the last lines say what failed, and the very last one is their summary.
 *
 * @param words for vitest, such as one file to run
 * @returns the exit code
 */
export async function runTests(
  sets: readonly TestSet[],
  words: readonly string[],
  { variables = {}, afterwards }: More = {},
): Promise<number> {
  const isWhole = sets.includes('own');
  const checking = isWhole ? npmRun('check') : 0;
  const built = isWhole ? await buildBoth() : await buildProgram().then(() => 0);
  if (built !== 0) return built; // the end-to-end tests would run the last build

  const needs = sets.flatMap<Need>((set) => SETS[set].needs);
  const engine = await setUpEngine(needs);
  if (needs.includes('services')) await loadServicesImage(engine.host);
  const checked = await checking;
  const before = await testResources(engine.host);
  const folder = mkdtempSync(join(tmpdir(), 'gantry-test-'));
  const removeFolder = onExit(() => rmSync(folder, { recursive: true, force: true }));
  const results = join(folder, 'results.json');
  const tested = await run(
    'vitest',
    [
      'run',
      ...sets.flatMap((set) => SETS[set].projects).map((project) => `--project=${project}`),
      ...['--reporter=default', `--reporter=${join(root, 'scripts/setup/test-reporter.ts')}`],
      ...words,
    ],
    // What gantry keeps on a machine goes into a folder that is removed, and not among the user's own records.
    {
      cwd: root,
      env: {
        ...environmentFor(engine),
        XDG_STATE_HOME: join(folder, 'state'),
        [RESULTS_VARIABLE]: results,
        ...(isWhole && { GANTRY_TEST_BOTH_PROGRAMS: 'yes' }),
        ...variables,
      },
    },
  );
  // Tests clean up after themselves even where it would not matter: next time it is somebody's own engine.
  const left = await leftBehind(engine.host, before);
  await afterwards?.(engine.host);
  engine.stop();

  const told = readResults(results);
  removeFolder();
  if (checked !== 0) console.error('\nFAILED: npm run check, see above');
  if (left.length > 0) console.error(`\nFAILED: the tests left behind\n  ${left.join('\n  ')}`);
  showFailures('Passed only at the second attempt', told?.retried);
  showFailures('FAILED', told?.failures);
  console.log(`\n${summaryOf(told, tested)}`);
  return tested || checked || (left.length > 0 ? 1 : 0);
}

async function buildBoth(): Promise<number> {
  return (await npmRun('build')) || (await npmRun('build:executable'));
}

function npmRun(script: string): Promise<number> {
  return run('npm', ['run', script], { cwd: root });
}

function showFailures(heading: string, failures: readonly Failure[] = []): void {
  if (failures.length > 0) console.error(`\n${heading}:\n  ${linesOf(failures).join('\n  ')}`);
}

/** Waits for what the engine is about to take away: a container of `--rm` goes after the program that started it. */
async function leftBehind(host: Host, before: ReadonlySet<string>): Promise<readonly string[]> {
  const end = Date.now() + 15_000;
  for (;;) {
    const isLast = Date.now() > end;
    const left = [...(await testResources(host))].filter((resource) => !before.has(resource));
    if (left.length === 0 || isLast) return left;
    await sleep(250);
  }
}

/** What is on the engine from projects of tests, which all have names that begin with `gt-`. */
async function testResources(host: Host): Promise<ReadonlySet<string>> {
  const resources = await listResources(host);
  const isTests = (name: string | undefined): boolean => name?.startsWith('gt-') ?? false;
  return new Set(
    resources
      .filter(({ name, project }) => isTests(project) || isTests(name))
      .map(({ kind, name, path }) => `${kind} ${name || path}`),
  );
}
