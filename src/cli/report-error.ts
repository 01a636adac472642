import type { Cli } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import type { Usage } from './usage-error.ts';

/** Tells the user why it ended, in the form that `--progress` asks for. @returns the exit code. */
export async function reportError(error: unknown, cli: Cli, usage: Usage): Promise<number> {
  const { CommanderError } = await import('commander');
  if (error instanceof CommanderError) {
    // Help and version end in this way too.
    if (error.exitCode === 0 || error.code === 'commander.help') return EXIT.ok;
    const { usageError } = await import('./usage-error.ts');
    return reportError(usageError(error, usage), cli, usage);
  }
  const { errorToJson } = await import('../ui/error-to-json.ts');
  const { showError } = await import('../ui/show-error.ts');
  cli.stderr.write(
    cli.globals.progress === 'json'
      ? `${JSON.stringify({ type: 'error', ...errorToJson(error) })}\n`
      : showError(error, { colour: cli.errorColour, columns: cli.stderr.columns }),
  );
  return isOurs(error) ? EXIT.failed : EXIT.internal;
}

/** Errors that are made for the user have a code; anything else is a bug. */
function isOurs(error: unknown): boolean {
  return (
    error instanceof Error && ['SpecError', 'UserError', 'EngineError', 'PreflightError'].includes(error.name)
  );
}
