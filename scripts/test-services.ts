import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram } from './setup/build-program.ts';
import { environmentFor, setUpEngine } from './setup/engine.ts';
import { main } from './setup/main.ts';
import { root } from './setup/root.ts';
import { run } from './setup/run.ts';
import { loadServicesImage } from './setup/services-image.ts';
import { onExit } from './setup/signals.ts';
import { summaryOf } from './setup/test-summary.ts';

/** gantry with PostgreSQL, Redis and nginx: `npm run test:services`. Arguments go to vitest. */
await main(async () => {
  await buildProgram();
  const engine = await setUpEngine(['peers', 'services']);
  await loadServicesImage(engine.host);
  const folder = mkdtempSync(join(tmpdir(), 'gantry-test-'));
  const removeFolder = onExit(() => rmSync(folder, { recursive: true, force: true }));
  const report = join(folder, 'report.json');
  const tested = await run(
    'vitest',
    [
      ['run', '--project', 'services', '--reporter=default', '--reporter=json'],
      [`--outputFile.json=${report}`, ...process.argv.slice(2)],
    ].flat(),
    { cwd: root, env: environmentFor(engine) },
  );
  engine.stop();
  console.log(`\n${summaryOf(readFileSync(report, 'utf8'), tested)}`);
  removeFolder();
  return tested;
});
