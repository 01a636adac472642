import { isTrue } from '../../util/is-true.ts';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { findTarget } from '../find/target.ts';
import { plannedCommand } from './planned-command.ts';

interface KillOptions {
  readonly signal: string;
  readonly removeOrphans?: boolean;
}

export const kill = plannedCommand({
  name: 'kill',
  define: (command) =>
    command
      .description('Send a signal to everything that runs, one-off containers included')
      .argument('[services...]', 'only these')
      .option('-s, --signal <signal>', 'which one, by name or number', 'SIGKILL')
      .option('--remove-orphans', 'also containers of services that the files no longer have'),
  async plan(cli: Cli, services: readonly string[], { signal, removeOrphans }: KillOptions) {
    const { planKill } = await import('../../planner/commands/plan-kill.ts');
    const target = await findTarget(cli, services, { ofContainers: true });
    const plan = planKill(target.project, target.observed, {
      services,
      signal,
      removeOrphans: removeOrphans ?? isTrue(cli.environment.get('COMPOSE_REMOVE_ORPHANS')),
    });
    return { ...target, plan };
  },
  async run(cli, planned) {
    if (planned.plan.steps.length > 0 || cli.globals.dryRun) return apply(cli, planned);
    cli.stderr.write('no container to kill\n');
    return EXIT.ok;
  },
});
