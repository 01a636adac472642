import type { Cli } from './context/cli.ts';
import { EXIT } from './context/exit-codes.ts';
import type { Usage } from './help/usage-error.ts';

/** Tells the user why it ended, in the form that `--progress` asks for. @returns the exit code. */
export async function reportError(error: unknown, cli: Cli, usage: Usage): Promise<number> {
  const { CommanderError } = await import('commander');
  if (error instanceof CommanderError) {
    // Help and version end in this way too.
    if (error.exitCode === 0 || error.code === 'commander.help') return EXIT.ok;
    const { usageError } = await import('./help/usage-error.ts');
    const code = await reportError(usageError(error, usage), cli, usage);
    // There 1 says that tests failed.
    return usage.command?.name() === 'test' && code === EXIT.failed ? EXIT.usage : code;
  }
  const { printError } = await import('./failures/print-errors.ts');
  return (await printError(cli, error)) ? EXIT.failed : EXIT.internal;
}
