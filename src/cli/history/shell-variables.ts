import type { Cli } from '../context/cli.ts';
import { loadRequest } from '../files/load.ts';

/** What every shell has. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'HOME',
  'HOSTNAME',
  'LOGNAME',
  'PATH',
  'PWD',
  'SHELL',
  'USER',
]);

/**
 * The variables of the environment that the files use, by name alone: a command that is given again elsewhere has them no more.
 *
 * @returns none where the files cannot be read, or not twice
 */
export async function shellVariables(cli: Cli): Promise<readonly string[]> {
  if (cli.globals.file.includes('-')) return [];
  const { loadModel } = await import('../../spec/load/load-model.ts');
  const { usedVariables } = await import('../../spec/variables/used-variables.ts');
  const { nodeFiles } = await import('../files/node-files.ts');
  try {
    const options = { normalize: false, resolvePaths: false };
    const { model } = await loadModel(loadRequest(cli, { services: [], options }), nodeFiles);
    return usedVariables(model)
      .map(({ name }) => name)
      .filter((name) => cli.environment.has(name) && !EVERYWHERE.has(name));
  } catch {
    return [];
  }
}
