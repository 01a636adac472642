import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { findTarget } from '../find/target.ts';
import { seconds } from '../flags/option-values.ts';
import { defineSettle, lookMsOf } from '../flags/settle-option.ts';
import { plannedCommand } from './planned-command.ts';

interface StartOptions {
  readonly wait?: boolean;
  readonly waitTimeout?: number;
  /** Milliseconds. */
  readonly settle?: number;
}

export const start = plannedCommand({
  name: 'start',
  locks: true,
  define: (command) =>
    defineSettle(
      command
        .description('Start containers that exist, and what they depend on')
        .argument('[services...]', 'only these and what they depend on')
        .option('--wait', 'return when everything is running or healthy')
        .option('--wait-timeout <seconds>', 'give up waiting after this long', seconds),
    ),
  async plan(cli: Cli, services: readonly string[], options: StartOptions) {
    if (cli.globals.on === 'swarm')
      return (await import('../swarm/plan-for-swarm.ts')).planForSwarmStart(cli, services, options);
    const { planStart } = await import('../../planner/commands/plan-start.ts');
    const target = await findTarget(cli, services, { active: services, needs: 'starts', ofContainers: true });
    const plan = planStart(target.project, target.observed, {
      services,
      wait: options.wait,
      waitTimeoutMs: options.waitTimeout === undefined ? undefined : options.waitTimeout * 1000,
      settleMs: options.settle,
    });
    return { ...target, plan };
  },
  run: (cli, planned, _, options) => apply(cli, planned, { leavesRunning: true, lookMs: lookMsOf(options) }),
});
