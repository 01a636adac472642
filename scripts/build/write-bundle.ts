import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COMMANDS } from '../../src/cli/context/command-names.ts';
import { bundleLauncher } from './bundle-launcher.ts';
import { bundleLibrary } from './bundle-library.ts';
import { bundleProgram } from './bundle-program.ts';

/**
 * Writes gantry-main.cjs, which is the program, gantry.cjs, which starts it, and library, which other programs import.
 *
 * @returns the file that is started
 */
export async function writeBundle(folder: string, version: string): Promise<string> {
  const { text, licences } = await bundleProgram(version);
  const program = `(function(exports,require,module,__filename,__dirname){${text}\n})`;
  const programId = createHash('sha256').update(program).digest('hex').slice(0, 12);
  const commands = COMMANDS.map(({ name }) => name);
  const launcherFile = join(folder, 'gantry.cjs');
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
  return launcherFile;
}
