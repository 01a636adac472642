import { Command } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { findTarget } from '../find/target.ts';

export function pauseCommand(cli: Cli): Command {
  return definePause(new Command('pause')).action(async (services: string[]) => {
    cli.exitWith(await apply(cli, await planForPause(cli, services)));
  });
}

export function definePause(command: Command): Command {
  return command
    .description('Freeze the processes of containers; `unpause` lets them go on')
    .argument('[services...]', 'only these');
}

export async function planForPause(cli: Cli, services: readonly string[]): Promise<Planned> {
  const { planPause } = await import('../../planner/commands/plan-pause.ts');
  const target = await findTarget(cli, services);
  return { ...target, plan: planPause(target.project, target.observed, { services }) };
}
