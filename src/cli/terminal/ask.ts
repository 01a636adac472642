import { UserError } from '../../diagnostics/user-error.ts';
import { visible } from '../../util/disarm.ts';
import type { Cli } from '../context/cli.ts';

/**
 * Asks on the terminal; only `y` and `yes` are a yes.
 *
 * @param enter what an empty answer means
 * Error: UserError `bad-usage` where nobody can answer.
 */
export async function askYesNo(cli: Cli, question: string, enter: 'yes' | 'no' = 'no'): Promise<boolean> {
  if (!process.stdin.isTTY || !cli.stderr.isTty)
    throw new UserError('bad-usage', `Nobody can be asked here: ${question}`, {
      hint: 'answer with -y',
    });
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const choice = enter === 'yes' ? '[Y/n]' : '[y/N]';
    const answer = (await lines.question(`${visible(question)} ${choice} `)).trim();
    return answer === '' ? enter === 'yes' : /^y(es)?$/i.test(answer);
  } finally {
    lines.close();
  }
}
