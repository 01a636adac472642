import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { findTarget } from '../find/target.ts';
import { seconds } from '../flags/option-values.ts';
import { defineSettle, lookMsOf } from '../flags/settle-option.ts';
import { plannedCommand } from './planned-command.ts';

interface RestartOptions {
  readonly timeout?: number;
  readonly deps: boolean;
  /** Milliseconds. */
  readonly settle?: number;
}

export const restart = plannedCommand({
  name: 'restart',
  locks: true,
  define: (command) =>
    defineSettle(
      command
        .description('Restart containers as they are; changes of the files need `gantry up`')
        .argument('[services...]', 'only these')
        .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds)
        .option('--no-deps', 'leave alone what asks to be restarted along with them'),
    ),
  async plan(cli: Cli, services: readonly string[], options: RestartOptions) {
    if (cli.globals.on === 'swarm')
      return (await import('../swarm/plan-for-swarm.ts')).planForSwarmRestart(cli, services, options);
    const { planRestart } = await import('../../planner/commands/plan-restart.ts');
    const { imagesOfHandovers } = await import('../../planner/ingress/wants-ingress.ts');
    const target = await findTarget(cli, services, { imagesOf: imagesOfHandovers, ofContainers: true });
    if (target.project.origin === 'labels') {
      const { warnOfUpdates } = await import('../find/warn-of-hooks.ts');
      await warnOfUpdates(cli, target.observed);
    }
    const plan = planRestart(target.project, target.observed, {
      services,
      noDeps: !options.deps,
      timeoutSeconds: options.timeout,
    });
    return { ...target, plan };
  },
  run: (cli, planned, _, options) => apply(cli, planned, { leavesRunning: true, lookMs: lookMsOf(options) }),
});
