import { environmentFor, setUpEngine } from './setup/engine.ts';
import { main } from './setup/main.ts';
import { run } from './setup/run.ts';

/**
 * Runs a command with a Docker engine: `node scripts/with-engine.ts -- npx vitest`.
 * The engine that is there is used; without one a private engine lives as long as the command.
 */
await main(async () => {
  const [dashes, command, ...args] = process.argv.slice(2);
  if (dashes !== '--' || command === undefined)
    throw new Error('usage: node scripts/with-engine.ts -- COMMAND [ARGUMENT…]');
  const engine = await setUpEngine();
  const code = await run(command, args, { env: environmentFor(engine) });
  engine.stop();
  return code;
});
