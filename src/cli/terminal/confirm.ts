import { createInterface } from 'node:readline';
import { visible } from '../../util/disarm.ts';
import type { Cli } from '../context/cli.ts';

/**
 * Asks on a terminal; else one line of standard input is the answer, as scripts pipe it (`yes | gantry rm`).
 * `y`, `yes`, `t`, `true` and `1` are a yes; the end of the input is none.
 */
export function confirm(cli: Cli, question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  return new Promise((resolve) => {
    lines.on('line', (answer) => {
      resolve(/^(y|yes|t|true|1)$/i.test(answer.trim()));
      lines.close();
    });
    lines.on('close', () => {
      // Nobody has pressed Enter.
      if (!process.stdin.isTTY) cli.stderr.write('\n');
      resolve(false);
    });
    cli.stderr.write(`${visible(question)} [y/N] `);
  });
}
