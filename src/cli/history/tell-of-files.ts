import { blank, gantry, hintText } from '../../diagnostics/hint.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import type { Planned } from '../context/planned.ts';

/** Where a way back ends and the files are not: who forgets that brings the newer version back by the next `up`. */
export async function tellOfFiles(cli: Cli, { plan, project, applied }: Planned): Promise<void> {
  const { stderr, globals } = cli;
  if (globals.dryRun || globals.logLevel === 'error' || plan.steps.length === 0) return;
  // Back to no containers at all is no version that the files could agree with.
  if (applied?.kind !== 'up') return;
  const { onlyName } = await import('../find/target.ts');
  const { name } = project;
  const isRead = (await onlyName(cli)) === undefined;
  const { filesDiffer } = await import('./files-differ.ts');
  if (isRead && (await filesDiffer(cli, project, applied)) === false) return;
  stderr.write(
    isRead
      ? `the files stay as they are: the next \`up\` makes ${name} what they say, so take them back too, or mend them\n`
      : `no files were read: an \`up\` with those of ${name} makes it what they say\n`,
  );
}

/** A rollback into a release that does not work ends with it. */
export function tellOfOtherWays({ stderr, globals }: Cli, { plan }: Planned): void {
  if (globals.dryRun || globals.logLevel === 'error' || plan.steps.length === 0) return;
  const hint = completeHint(
    [
      'take it back: ',
      gantry('undo'),
      '; or go to another release: ',
      gantry('rollback', '--to', blank('N')),
    ],
    globals,
  );
  stderr.write(`${hintText(hint)}\n`);
}
