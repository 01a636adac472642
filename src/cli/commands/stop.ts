import type { Cli } from '../context/cli.ts';
import { findTarget } from '../find/target.ts';
import { seconds } from '../flags/option-values.ts';
import { plannedCommand } from './planned-command.ts';

interface StopOptions {
  readonly timeout?: number;
}

export const stop = plannedCommand({
  name: 'stop',
  locks: true,
  define: (command) =>
    command
      .description('Stop containers without removing them')
      .argument('[services...]', 'only these')
      .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds),
  async plan(cli: Cli, services: readonly string[], options: StopOptions) {
    if (cli.globals.on === 'swarm')
      return (await import('../swarm/plan-for-swarm.ts')).planForSwarmStop(cli, services, options);
    const { planStop } = await import('../../planner/commands/plan-stop.ts');
    const target = await findTarget(cli, services, { ofContainers: true });
    const plan = planStop(target.project, target.observed, {
      services,
      timeoutSeconds: options.timeout,
    });
    return { ...target, plan };
  },
});
