import type { Cli } from '../context/cli.ts';
import { findTarget } from '../find/target.ts';
import { plannedCommand } from './planned-command.ts';

export const pause = plannedCommand({
  name: 'pause',
  define: (command) =>
    command
      .description('Freeze the processes of containers; `unpause` resumes them')
      .argument('[services...]', 'only these'),
  async plan(cli: Cli, services: readonly string[]) {
    const { planPause } = await import('../../planner/commands/plan-pause.ts');
    const target = await findTarget(cli, services, { ofContainers: true });
    return { ...target, plan: planPause(target.project, target.observed, { services }) };
  },
});
