import { apply } from '../apply/apply.ts';
import { EXIT } from '../context/exit-codes.ts';
import { releaseNumber, seconds } from '../flags/option-values.ts';
import type { RollbackOptions } from '../history/plan-for-rollback.ts';
import { withSameGoal } from '../history/same-goal.ts';
import { tellOfFiles, tellOfOtherWays } from '../history/tell-of-files.ts';
import { plannedCommand } from './planned-command.ts';

export const rollback = plannedCommand({
  name: 'rollback',
  locks: true,
  define: (command) =>
    command
      .description(
        'Make the project into what an earlier release made of it, with the images of then; without --to the last one that was something else',
      )
      .argument('[services...]', 'only these, and nothing that they depend on')
      .option('--to <number>', 'the release, as `gantry history` has it', releaseNumber)
      .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds)
      .option('--wait-timeout <seconds>', 'give up waiting after this long', seconds),
  async plan(cli, services: readonly string[], options: RollbackOptions) {
    if (cli.globals.on === 'swarm') {
      const { planForSwarmRollback } = await import('../swarm/plan-for-swarm.ts');
      return planForSwarmRollback(cli, services, options);
    }
    const { planForRollback } = await import('../history/plan-for-rollback.ts');
    return planForRollback(cli, services, options);
  },
  async run(cli, planned) {
    const same = withSameGoal(planned, 'nothing was rolled back');
    const code = await apply(cli, same, { leavesRunning: true });
    if (code === EXIT.ok) await tellOfFiles(cli, planned);
    if (code === EXIT.failed) tellOfOtherWays(cli, planned);
    return code;
  },
});
