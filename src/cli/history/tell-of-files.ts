import { blank, gantry, hintText } from '../../diagnostics/hint.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import type { Planned } from '../context/planned.ts';

/** A way back ends where the files are not: who forgets it brings the newer version back by the next `up`. */
export function tellOfFiles({ stderr, globals }: Cli, { plan, project }: Planned): void {
  if (globals.dryRun || globals.logLevel === 'error' || plan.steps.length === 0) return;
  stderr.write(
    `the files stay as they are: the next \`up\` makes ${project.name} what they say, so take them back too, or mend them\n`,
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
