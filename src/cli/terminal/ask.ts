import { UserError } from '../../diagnostics/user-error.ts';
import { visible } from '../../util/disarm.ts';
import type { Cli } from '../context/cli.ts';

/**
 * Asks on the terminal; only `y` and `yes` are a yes.
 *
 * Error: UserError `bad-usage` where nobody can answer.
 */
export async function askYesNo(cli: Cli, question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !cli.stderr.isTty)
    throw new UserError('bad-usage', `${question} Nobody can be asked here`, {
      hint: 'answer with -y',
    });
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${visible(question)} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
