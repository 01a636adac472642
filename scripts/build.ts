/**
 * Makes the program: dist/gantry-main.cjs, which is all of it, and dist/gantry.cjs, which starts it,
 * with the code cache for the Node that runs this; and dist/library, which other programs import.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sourceState } from './build/source-state.ts';
import { writeBundle } from './build/write-bundle.ts';

const folder = fileURLToPath(new URL('../dist/', import.meta.url));
const example = fileURLToPath(new URL('../examples/shop/compose.yaml', import.meta.url));

const launcherFile = await writeBundle(folder, sourceState().version);

// The first run of each command makes its cache. What needs no engine has it from here.
for (const words of [['--version'], ['version'], ['-f', example, 'config', '--quiet']]) {
  const { status, stderr } = spawnSync(process.execPath, ['--', launcherFile, ...words], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`gantry ${words.join(' ')} ended with ${status}: ${stderr}`);
}
