import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';
import { run } from './run.ts';

/** How the built program is started: a command and its first arguments. */
export type Program = readonly [command: string, ...args: string[]];

/** The program as users get it, built when it is absent or older than what it is made from. */
export async function buildProgram(): Promise<Program> {
  const bundle = join(root, 'dist', 'gantry.cjs');
  const sources = ['src', 'schemas', 'scripts/build', 'scripts/build.ts', 'package-lock.json'].map((name) =>
    join(root, name),
  );
  if (modified(bundle) < Math.max(...sources.map(newest))) {
    const code = await run('npm', ['run', '--silent', 'build'], { cwd: root });
    if (code !== 0) throw new Error(`npm run build failed with code ${code}`);
  }
  // `--`: see bundle-launcher.ts.
  return [process.execPath, '--', bundle];
}

/** The single executable, built when it is absent or older than the bundle that it is made of. */
export async function buildExecutable(): Promise<Program> {
  const executable = join(root, 'dist', 'gantry');
  if (modified(executable) < modified(join(root, 'dist', 'gantry.cjs'))) {
    const code = await run('npm', ['run', '--silent', 'build:executable'], { cwd: root });
    if (code !== 0) throw new Error(`npm run build:executable failed with code ${code}`);
  }
  return [executable];
}

/** When something in there was last changed, a removal included (which only its folder remembers). */
function newest(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return modified(path);
  const entries = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return Math.max(stats.mtimeMs, ...entries.map((name) => modified(join(path, name))));
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
