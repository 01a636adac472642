import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from './setup/main.ts';
import { runTests } from './setup/run-tests.ts';
import { onExit } from './setup/signals.ts';
import { writeUpdatesPage } from './updates-page.ts';

const WRITE = '--write';

/**
 * Updates an application under load and counts the requests that fail: `npm run test:load`. GANTRY_LOAD_REQUESTS sends so many in
 * every scenario, with docker compose beside; GANTRY_LOAD_ONLY chooses scenarios by a part of their names. `--write` writes the figures
 * into docs/updates.md. Other arguments go to vitest.
 */
await main(async () => {
  const words = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'gantry-load-'));
  const removeFolder = onExit(() => rmSync(folder, { recursive: true, force: true }));
  const results = join(folder, 'results.jsonl');
  const code = await runTests(
    ['load'],
    words.filter((word) => word !== WRITE),
    {
      variables: { GANTRY_LOAD_RESULTS: results },
      afterwards: async (engine) => {
        if (words.includes(WRITE)) await writeUpdatesPage(results, engine);
      },
    },
  );
  removeFolder();
  return code;
});
