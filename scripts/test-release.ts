/** Installs and runs all that a release has, `npm run test:release -- dist/release`, or one that is made for the test. */
import { resolve } from 'node:path';
import { main } from './setup/main.ts';
import { root } from './setup/root.ts';
import { run } from './setup/run.ts';

await main(() => {
  const [folder] = process.argv.slice(2);
  const made = folder === undefined ? {} : { GANTRY_RELEASE: resolve(root, folder) };
  return run('vitest', ['run', '--project=release'], { cwd: root, env: { ...process.env, ...made } });
});
