import { main } from './setup/main.ts';
import { runTests } from './setup/run-tests.ts';

/** gantry with PostgreSQL, Redis and nginx: `npm run test:services`. Arguments go to vitest. */
await main(() => runTests(['services'], process.argv.slice(2)));
