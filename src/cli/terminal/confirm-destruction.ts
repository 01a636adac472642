import { createInterface } from 'node:readline';
import type { Plan, Withheld } from '../../model/plan.ts';
import { showField } from '../../ui/plan/show-field.ts';
import { visible } from '../../util/disarm.ts';
import { humanSize } from '../../util/human-size.ts';
import type { Cli } from '../context/cli.ts';

/**
 * Asks for each change that would destroy data. Who agrees types the name of what is lost: a key that is pressed out of
 * habit is no answer, and `--yes` is none either.
 *
 * @returns the names that were typed
 */
export async function confirmDestruction(cli: Cli, { withheld = [] }: Plan): Promise<readonly string[]> {
  const agreed: string[] = [];
  for (const change of withheld) {
    cli.stderr.write(describe(change));
    const answer = await ask(cli, `Type ${change.resource.name} to destroy it, or press Enter to keep it: `);
    if (answer.trim() === change.resource.name) agreed.push(change.resource.name);
  }
  return agreed;
}

function describe({ resource, fields, sizeBytes }: Withheld): string {
  const size = sizeBytes === undefined ? '' : ` (${humanSize(sizeBytes)})`;
  return [
    `${resource.kind} ${visible(resource.name)} has to be recreated. DATA LOSS: all its data${size} is destroyed.`,
    ...fields.map((field) => `  ${showField(field)}`),
    '',
  ].join('\n');
}

function ask(cli: Cli, question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.on('SIGINT', () => cli.abandon());
    // The end of the input is no answer.
    lines.on('close', () => resolve(''));
    lines.question(visible(question), (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
