import type { Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { visible } from '../../util/disarm.ts';
import type { Cli } from '../context/cli.ts';

interface AskOptions {
  /** What an empty answer means. Default: no. */
  readonly enter?: 'yes' | 'no' | undefined;
  /** For where nobody can answer. */
  readonly hint?: Hint | undefined;
}

/**
 * Asks on the terminal; only `y` and `yes` are a yes.
 *
 * Error: UserError `bad-usage` where nobody can answer.
 */
export async function askYesNo(
  cli: Cli,
  question: string,
  { enter = 'no', hint = 'answer with -y' }: AskOptions = {},
): Promise<boolean> {
  if (!process.stdin.isTTY || !cli.stderr.isTty)
    throw new UserError('bad-usage', `Nobody can be asked here: ${question}`, {
      hint,
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
