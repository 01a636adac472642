import { Command } from 'commander';
import { isTrue } from '../../util/is-true.ts';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { findTarget } from '../find/target.ts';

export interface KillOptions {
  readonly signal: string;
  readonly removeOrphans?: boolean;
}

export function killCommand(cli: Cli): Command {
  return defineKill(new Command('kill')).action(async (services: string[], options: KillOptions) => {
    const planned = await planForKill(cli, services, options);
    if (planned.plan.steps.length === 0 && !cli.globals.dryRun) {
      cli.stderr.write('no container to kill\n');
      cli.exitWith(EXIT.ok);
      return;
    }
    cli.exitWith(await apply(cli, planned));
  });
}

export function defineKill(command: Command): Command {
  return command
    .description('Send a signal to everything that runs, one-off containers included')
    .argument('[services...]', 'only these')
    .option('-s, --signal <signal>', 'by name or number', 'SIGKILL')
    .option('--remove-orphans', 'also containers of services that the files no longer have');
}

export async function planForKill(
  cli: Cli,
  services: readonly string[],
  { signal, removeOrphans }: KillOptions,
): Promise<Planned> {
  const { planKill } = await import('../../planner/commands/plan-kill.ts');
  const target = await findTarget(cli, services);
  const plan = planKill(target.project, target.observed, {
    services,
    signal,
    removeOrphans: removeOrphans ?? isTrue(cli.environment.get('COMPOSE_REMOVE_ORPHANS')),
  });
  return { ...target, plan };
}
