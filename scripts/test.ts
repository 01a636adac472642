import { main } from './setup/main.ts';
import { runTests } from './setup/run-tests.ts';

const SERVICES = '--with-services';

/**
 * All there is to check, on a real engine: `npm test`. With `--with-services` also the tests with PostgreSQL, Redis and nginx, those
 * that kill the program, and updates under load, with the same build and engine: what CI runs. Other arguments go to vitest, such as
 * one file to run.
 */
await main(() => {
  const words = process.argv.slice(2);
  const sets = words.includes(SERVICES)
    ? (['own', 'services', 'chaos', 'load'] as const)
    : (['own'] as const);
  return runTests(
    sets,
    words.filter((word) => word !== SERVICES),
  );
});
