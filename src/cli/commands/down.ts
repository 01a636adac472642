import { Command } from 'commander';
import { apply } from '../apply.ts';
import type { Cli } from '../cli.ts';
import { seconds } from '../option-values.ts';
import type { Planned } from '../planned.ts';
import { findTarget } from '../target.ts';

export interface DownOptions {
  readonly volumes?: boolean;
  readonly removeOrphans?: boolean;
  readonly timeout?: number;
}

export function downCommand(cli: Cli): Command {
  return defineDown(new Command('down')).action(async (services: string[], options: DownOptions) => {
    cli.exitWith(await apply(cli, await planForDown(cli, services, options)));
  });
}

export function defineDown(command: Command): Command {
  return command
    .description('Stop and remove containers and networks; volumes stay unless -v is given')
    .argument('[services...]', 'only these and what depends on them')
    .option('-v, --volumes', 'remove the named volumes of the project and anonymous ones too')
    .option('--remove-orphans', 'remove containers of services that the files no longer have')
    .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds);
}

export async function planForDown(
  cli: Cli,
  services: readonly string[],
  options: DownOptions,
): Promise<Planned> {
  const { planDown } = await import('../../planner/plan-down.ts');
  const target = await findTarget(cli, services);
  const plan = planDown(target.project, target.observed, {
    services,
    volumes: options.volumes,
    removeOrphans: options.removeOrphans,
    timeoutSeconds: options.timeout,
  });
  return { ...target, plan };
}
