import { Command } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { findTarget } from '../find/target.ts';
import { seconds } from '../flags/option-values.ts';

export interface RestartOptions {
  readonly timeout?: number;
  readonly deps: boolean;
}

export function restartCommand(cli: Cli): Command {
  return defineRestart(new Command('restart')).action(async (services: string[], options: RestartOptions) => {
    cli.exitWith(await apply(cli, await planForRestart(cli, services, options)));
  });
}

export function defineRestart(command: Command): Command {
  return command
    .description('Restart containers as they are; changes of the files need `gantry up`')
    .argument('[services...]', 'only these')
    .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds)
    .option('--no-deps', 'leave alone what asks to be restarted along with them');
}

export async function planForRestart(
  cli: Cli,
  services: readonly string[],
  options: RestartOptions,
): Promise<Planned> {
  const { planRestart } = await import('../../planner/commands/plan-restart.ts');
  const target = await findTarget(cli, services);
  const plan = planRestart(target.project, target.observed, {
    services,
    noDeps: !options.deps,
    timeoutSeconds: options.timeout,
  });
  return { ...target, plan };
}
