/** Publishes dist/release: prints the commands, and with --yes runs them. */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sourceState } from './build/source-state.ts';
import { publishCommands } from './release/publish-commands.ts';
import { main } from './setup/main.ts';
import { root } from './setup/root.ts';
import { run } from './setup/run.ts';

const folder = join(root, 'dist/release');

await main(async () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const isMeant = process.argv.includes('--yes');
  for (const [program, ...words] of publishCommands(sourceState().version, files.sort())) {
    console.log(`${program} ${words.join(' ')}`);
    const code = isMeant ? await run(program, words, { cwd: folder }) : 0;
    if (code !== 0) return code;
  }
  if (!isMeant) console.log('nothing was published: --yes does it');
  return 0;
});
