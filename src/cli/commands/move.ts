import { Option } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { seconds } from '../flags/option-values.ts';
import type { MoveOptions } from '../move/plan-for-move.ts';
import { plannedCommand } from './planned-command.ts';

export const move = plannedCommand({
  name: 'move',
  runsImages: true,
  locks: true,
  define: (command) =>
    command
      .description('Move the project from this engine to the swarm that it manages, or back')
      .addOption(
        new Option('--to <where>', 'where it is to run').choices(['swarm', 'engine']).makeOptionMandatory(),
      )
      .option('--leave-data', 'also where it leaves data behind that it would not find there')
      .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds)
      .option('--wait-timeout <seconds>', 'the most to wait for a service', seconds),
  async plan(cli: Cli, options: MoveOptions) {
    const { planForMove } = await import('../move/plan-for-move.ts');
    return planForMove(cli, options);
  },
  run: (cli, planned, { to }) => apply(cli, planned, { leavesRunning: to === 'engine' }),
});
