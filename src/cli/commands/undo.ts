import { apply } from '../apply/apply.ts';
import { EXIT } from '../context/exit-codes.ts';
import { seconds } from '../flags/option-values.ts';
import type { UndoOptions } from '../history/plan-for-undo.ts';
import { withSameGoal } from '../history/same-goal.ts';
import { tellOfFiles } from '../history/tell-of-files.ts';
import { plannedCommand } from './planned-command.ts';

export const undo = plannedCommand({
  name: 'undo',
  locks: true,
  define: (command) =>
    command
      .description(
        'Take back the last thing that gantry did to the project, whatever it was; a second undo takes back the first',
      )
      .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds)
      .option('--wait-timeout <seconds>', 'give up waiting after this long', seconds),
  defineMore: (command) => command.option('-y, --yes', 'do not ask where a volume goes with its data'),
  async plan(cli, options: UndoOptions) {
    const { planForUndo } = await import('../history/plan-for-undo.ts');
    return planForUndo(cli, options);
  },
  async run(cli, planned, { yes }: UndoOptions) {
    const { agreesToRemoval } = await import('../data/agrees-to-removal.ts');
    if (!cli.globals.dryRun && !(await agreesToRemoval(cli, planned, yes))) return EXIT.ok;
    const same = withSameGoal(planned, 'nothing was taken back');
    const code = await apply(cli, same, { leavesRunning: true });
    if (code === EXIT.ok) await tellOfFiles(cli, planned);
    return code;
  },
});
