import { Command } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { findTarget } from '../find/target.ts';
import { seconds } from '../flags/option-values.ts';

export interface StopOptions {
  readonly timeout?: number;
}

export function stopCommand(cli: Cli): Command {
  return defineStop(new Command('stop')).action(async (services: string[], options: StopOptions) => {
    cli.exitWith(await apply(cli, await planForStop(cli, services, options)));
  });
}

export function defineStop(command: Command): Command {
  return command
    .description('Stop containers without removing them')
    .argument('[services...]', 'only these')
    .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds);
}

export async function planForStop(
  cli: Cli,
  services: readonly string[],
  options: StopOptions,
): Promise<Planned> {
  const { planStop } = await import('../../planner/commands/plan-stop.ts');
  const target = await findTarget(cli, services);
  const plan = planStop(target.project, target.observed, {
    services,
    timeoutSeconds: options.timeout,
  });
  return { ...target, plan };
}
