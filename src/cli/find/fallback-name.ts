import { SpecError } from '../../diagnostics/spec-error.ts';
import { instanceProject } from '../../model/instance.ts';
import type { Cli } from '../context/cli.ts';
import { askedInstance } from '../instances/asked-instance.ts';
import { variablesOfEnvFiles } from '../settings/settings.ts';
import { hintingAtName } from './hint-at-name.ts';

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
  if (!name) throw await hintingAtName(cli, error);
  return nameOfInstance(cli, name);
}

/** Where no file says of which instance, a flag or a variable may. Error: UserError `bad-instance`. */
export async function nameOfInstance(cli: Cli, project: string): Promise<string> {
  if (askedInstance(cli) === undefined) return project;
  const { whichInstance } = await import('../instances/which-instance.ts');
  const instance = await whichInstance(cli);
  return instance === undefined ? project : instanceProject(project, instance);
}
