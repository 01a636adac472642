import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../setup/root.ts';

const bun = join(root, 'node_modules/.bin/bun');

/** For which machines an executable is made, and the Bun that goes into it. Default: this machine, and the Bun that is installed. */
export interface CompileTarget {
  /** As Bun calls it: `bun-linux-arm64-musl`. */
  readonly name: string;
  /** The file of that Bun. */
  readonly runtime: string;
}

/** Writes the program with Bun in one executable that needs nothing else. The same text gives the same bytes. */
export function compileExecutable(text: string, outputFile: string, target?: CompileTarget): void {
  const scratch = mkdtempSync(join(tmpdir(), 'gantry-build-'));
  try {
    // Bun bundles it once more, and finds nothing left to do: both builds run the same text.
    const program = join(scratch, 'gantry.cjs');
    writeFileSync(program, text);
    const words = [
      'build',
      ...['--compile', '--bytecode', '--keep-names'],
      // A command is over before compiled code pays, and the compiler's threads take the time of two cores from the
      // program and the engine: a second `up` of 50 services takes two thirds of the time. Large files lose nothing.
      '--compile-jit-policy=16',
      // Bun would put the variables of any `.env` into the environment before the program sees it, and which
      // file counts, and what wins over what, is for the program to say.
      ...['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig'],
      ...(target ? [`--target=${target.name}`, `--compile-executable-path=${target.runtime}`] : []),
      ...['--outfile', outputFile, program],
    ];
    const { status, stderr, error } = spawnSync(bun, words, { cwd: scratch, encoding: 'utf8' });
    if (status !== 0)
      throw new Error(`bun ${words.join(' ')} ended with ${status}: ${stderr}`, { cause: error });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
