import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReliabilityPage } from './reliability-page.ts';
import { main } from './setup/main.ts';
import { runTests } from './setup/run-tests.ts';
import { onExit } from './setup/signals.ts';

const WRITE = '--write';

/**
 * Kills the program, its engine and its connection, runs many commands at once, and looks at what is there afterwards:
 * `npm run test:chaos`. The seed is printed, and GANTRY_CHAOS_SEED takes it again; GANTRY_CHAOS_MINUTES goes on for so long, with
 * docker compose beside. `--write` writes the figures into docs/reliability.md. Other arguments go to vitest.
 */
await main(async () => {
  const words = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'gantry-trials-'));
  const removeFolder = onExit(() => rmSync(folder, { recursive: true, force: true }));
  const trials = join(folder, 'trials.jsonl');
  const seed = process.env.GANTRY_CHAOS_SEED ?? String(1 + Math.floor(Math.random() * 999_999));
  console.error(`GANTRY_CHAOS_SEED=${seed}`);
  const code = await runTests(
    ['chaos'],
    words.filter((word) => word !== WRITE),
    {
      variables: { GANTRY_CHAOS_SEED: seed, GANTRY_CHAOS_TRIALS: trials },
      afterwards: async (engine) => {
        if (words.includes(WRITE)) await writeReliabilityPage(trials, seed, engine);
      },
    },
  );
  removeFolder();
  return code;
});
