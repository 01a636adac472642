import { main } from './setup/main.ts';
import { runTests } from './setup/run-tests.ts';

/** What CI runs: `npm test` and the tests with real services, with one build and one engine. Arguments go to vitest. */
await main(() => runTests(['own', 'services'], process.argv.slice(2)));
