/**
 * Makes the program: dist/gantry-main.cjs, which is all of it, and dist/gantry.cjs, which starts it,
 * with the code cache for the Node that runs this; and dist/library, which other programs import.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from '../src/cli/context/command-names.ts';
import { bundleLauncher } from './build/bundle-launcher.ts';
import { bundleLibrary } from './build/bundle-library.ts';
import { bundleProgram } from './build/bundle-program.ts';
import { sourceState } from './build/source-state.ts';

const folder = fileURLToPath(new URL('../dist/', import.meta.url));
const example = fileURLToPath(new URL('../examples/shop/compose.yaml', import.meta.url));
const launcherFile = join(folder, 'gantry.cjs');

const { version } = sourceState();
const { text, licences } = await bundleProgram(version);
const program = `(function(exports,require,module,__filename,__dirname){${text}\n})`;
const programId = createHash('sha256').update(program).digest('hex').slice(0, 12);
const commands = COMMANDS.map(({ name }) => name);
mkdirSync(folder, { recursive: true });
rmSync(join(folder, 'code-cache'), { recursive: true, force: true });
writeFileSync(join(folder, 'gantry-main.cjs'), program);
writeFileSync(join(folder, 'third-party.txt'), licences);
writeFileSync(launcherFile, await bundleLauncher(programId, commands));
chmodSync(launcherFile, 0o755);

const library = join(folder, 'library');
rmSync(library, { recursive: true, force: true });
for (const [path, content] of await bundleLibrary(version)) {
  mkdirSync(dirname(join(library, path)), { recursive: true });
  writeFileSync(join(library, path), content);
}

// The first run of each command makes its cache. What needs no engine has it from here.
for (const words of [['--version'], ['version'], ['-f', example, 'config', '--quiet']]) {
  const { status, stderr } = spawnSync(process.execPath, [launcherFile, ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`gantry ${words.join(' ')} ended with ${status}: ${stderr}`);
}
