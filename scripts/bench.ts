import { buildExecutable, buildProgram } from './setup/build-program.ts';
import { environmentFor, setUpEngine } from './setup/engine.ts';
import { main } from './setup/main.ts';
import { run } from './setup/run.ts';

/**
 * Times gantry, as a bundle and as an executable, beside docker compose: commands, then the way of a saved file.
 * Arguments go to both programs of bench/.
 */
await main(async () => {
  const engine = await setUpEngine(['peers']);
  await buildProgram();
  await buildExecutable();
  const options = { env: environmentFor(engine) };
  const words = process.argv.slice(2);
  const code = await run('node', ['bench/run.ts', ...words], options);
  const watchCode = await run('node', ['bench/watch.ts', ...words], options);
  engine.stop();
  return code || watchCode;
});
