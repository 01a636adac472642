import { main } from './setup/main.ts';
import { runTests } from './setup/run-tests.ts';

/** All there is to check, on a real engine: `npm test`. Arguments go to vitest, such as one file to run. */
await main(() => runTests(['own'], process.argv.slice(2)));
