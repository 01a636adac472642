import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentFor, setUpEngine } from './setup/engine.ts';
import type { Host } from './setup/engine-api.ts';
import { main } from './setup/main.ts';
import { listResources } from './setup/resources.ts';
import { root } from './setup/root.ts';
import { run } from './setup/run.ts';
import { onExit } from './setup/signals.ts';
import { summaryOf } from './setup/test-summary.ts';

/** All there is to check, on a real engine: `npm test`. Arguments go to vitest, such as one file to run. */
await main(async () => {
  const built = (await npmRun('build')) || (await npmRun('build:executable'));
  if (built !== 0) return built; // the end-to-end tests would run the last build
  const checked = await npmRun('check');

  const engine = await setUpEngine(['peers', 'remote', 'shells', 'registry']);
  const before = await testResources(engine.host);
  const folder = mkdtempSync(join(tmpdir(), 'gantry-test-'));
  const removeFolder = onExit(() => rmSync(folder, { recursive: true, force: true }));
  const report = join(folder, 'report.json');
  const tested = await run(
    'vitest',
    [
      ['run', '--project', 'unit', '--project', 'e2e', '--project', 'executable'],
      ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      process.argv.slice(2),
    ].flat(),
    { cwd: root, env: environmentFor(engine) },
  );
  // Tests clean up after themselves even where it would not matter: next time it is somebody's own engine.
  const left = [...(await testResources(engine.host))].filter((resource) => !before.has(resource));
  engine.stop();

  if (checked !== 0) console.error('\nFAILED: npm run check, see above');
  if (left.length > 0) console.error(`\nFAILED: the tests left behind\n  ${left.join('\n  ')}`);
  console.log(`\n${summaryOf(readFileSync(report, 'utf8'), tested)}`);
  removeFolder();
  return tested || checked || (left.length > 0 ? 1 : 0);
});

function npmRun(script: string): Promise<number> {
  return run('npm', ['run', script], { cwd: root });
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
