import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { withoutWarnings } from '../context/without-warnings.ts';

/** Makes a plan, and says how to make it again: without the warnings about the files, which have been given by then. */
export async function replannable<Made extends Planned>(
  cli: Cli,
  plan: (cli: Cli) => Promise<Made>,
): Promise<Made> {
  return { replan: () => plan(withoutWarnings(cli)), ...(await plan(cli)) };
}
