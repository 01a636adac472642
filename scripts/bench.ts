import { buildExecutable, buildProgram } from './setup/build-program.ts';
import { environmentFor, setUpEngine } from './setup/engine.ts';
import { main } from './setup/main.ts';
import { run } from './setup/run.ts';

/** Times gantry, as a bundle and as an executable, beside docker compose. Arguments go to bench/run.ts. */
await main(async () => {
  const engine = await setUpEngine(['peers']);
  await buildProgram();
  await buildExecutable();
  const code = await run('node', ['bench/run.ts', ...process.argv.slice(2)], { env: environmentFor(engine) });
  engine.stop();
  return code;
});
