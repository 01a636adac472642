import { SpecError } from '../../diagnostics/spec-error.ts';
import type { Cli } from '../context/cli.ts';
import { variablesOfEnvFiles } from '../settings/settings.ts';

/**
 * The project where its files are gone or broken, for who can do with a name: the one that COMPOSE_PROJECT_NAME says, in
 * the environment or in an env file.
 *
 * Error: `error` itself, where no name is known or something else is wrong.
 */
export async function fallbackName(cli: Cli, error: unknown): Promise<string> {
  if (!(error instanceof SpecError)) throw error;
  const name =
    cli.environment.get('COMPOSE_PROJECT_NAME') ||
    (await variablesOfEnvFiles(cli.globals, process.env)).get('COMPOSE_PROJECT_NAME');
  if (!name) throw error;
  return name;
}
