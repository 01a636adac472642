import type { Cli } from '../context/cli.ts';
import { findTarget } from '../find/target.ts';
import { plannedCommand } from './planned-command.ts';

export const unpause = plannedCommand({
  name: 'unpause',
  define: (command) =>
    command.description('Resume the processes of paused containers').argument('[services...]', 'only these'),
  async plan(cli: Cli, services: readonly string[]) {
    const { planUnpause } = await import('../../planner/commands/plan-pause.ts');
    const target = await findTarget(cli, services, { ofContainers: true });
    return { ...target, plan: planUnpause(target.project, target.observed, { services }) };
  },
});
