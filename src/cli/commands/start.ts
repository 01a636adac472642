import { Command } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { findTarget } from '../find/target.ts';
import { seconds } from '../flags/option-values.ts';

export interface StartOptions {
  readonly wait?: boolean;
  readonly waitTimeout?: number;
}

export function startCommand(cli: Cli): Command {
  return defineStart(new Command('start')).action(async (services: string[], options: StartOptions) => {
    cli.exitWith(await apply(cli, await planForStart(cli, services, options)));
  });
}

export function defineStart(command: Command): Command {
  return command
    .description('Start containers that exist, and what they depend on')
    .argument('[services...]', 'only these and what they depend on')
    .option('--wait', 'return when everything is running or healthy')
    .option('--wait-timeout <seconds>', 'give up waiting after this long', seconds);
}

export async function planForStart(
  cli: Cli,
  services: readonly string[],
  options: StartOptions,
): Promise<Planned> {
  const { planStart } = await import('../../planner/commands/plan-start.ts');
  const target = await findTarget(cli, services, services);
  const plan = planStart(target.project, target.observed, {
    services,
    wait: options.wait,
    waitTimeoutMs: options.waitTimeout === undefined ? undefined : options.waitTimeout * 1000,
  });
  return { ...target, plan };
}
