import type { Cli } from './cli.ts';

/** For who asks a second time. */
export const withoutWarnings = (cli: Cli): Cli => ({
  ...cli,
  globals: { ...cli.globals, logLevel: 'error' },
});
