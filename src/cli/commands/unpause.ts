import { Command } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { findTarget } from '../find/target.ts';

export function unpauseCommand(cli: Cli): Command {
  return defineUnpause(new Command('unpause')).action(async (services: string[]) => {
    cli.exitWith(await apply(cli, await planForUnpause(cli, services)));
  });
}

export function defineUnpause(command: Command): Command {
  return command
    .description('Let the processes of paused containers go on')
    .argument('[services...]', 'only these');
}

export async function planForUnpause(cli: Cli, services: readonly string[]): Promise<Planned> {
  const { planUnpause } = await import('../../planner/commands/plan-pause.ts');
  const target = await findTarget(cli, services);
  return { ...target, plan: planUnpause(target.project, target.observed, { services }) };
}
