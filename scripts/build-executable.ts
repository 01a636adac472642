/** Makes dist/gantry, the program with Bun in one executable that needs nothing else. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleProgram } from './build/bundle-program.ts';
import { compileExecutable } from './build/compile-executable.ts';
import { sourceState } from './build/source-state.ts';
import { root } from './setup/root.ts';
import { output } from './setup/run.ts';

const executable = join(root, 'dist/gantry');

mkdirSync(dirname(executable), { recursive: true });
compileExecutable((await bundleProgram(sourceState().version)).text, executable);
output(executable, ['--version']);
