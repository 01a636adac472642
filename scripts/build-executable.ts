/** Makes dist/gantry, the program with Bun in one executable that needs nothing else. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from './build/bundle-program.ts';

const bun = fileURLToPath(new URL('../node_modules/.bin/bun', import.meta.url));
const folder = fileURLToPath(new URL('../dist/', import.meta.url));
const target = join(folder, 'gantry');

const scratch = mkdtempSync(join(tmpdir(), 'gantry-build-'));
try {
  // Bun bundles it once more, and finds nothing left to do: both builds run the same text.
  const program = join(scratch, 'gantry.cjs');
  writeFileSync(program, (await bundleProgram()).text);
  mkdirSync(folder, { recursive: true });
  run(bun, [
    'build',
    ...['--compile', '--bytecode', '--keep-names'],
    // A command is over before compiled code pays, and the compiler's threads take the time of two cores from the
    // program and the engine: a second `up` of 50 services takes two thirds of the time. Large files lose nothing.
    '--compile-jit-policy=16',
    // Bun would put the variables of any `.env` into the environment before the program sees it, and which
    // file counts, and what wins over what, is for the program to say.
    ...['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig'],
    ...['--outfile', target, program],
  ]);
  run(target, ['--version']);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function run(program: string, words: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, words, { cwd: scratch, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${program} ${words.join(' ')} ended with ${status}: ${stderr}`, { cause: error });
}
