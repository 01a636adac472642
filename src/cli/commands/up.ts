import { apply } from '../apply/apply.ts';
import { replannable } from '../apply/replannable.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { lookMsOf } from '../flags/settle-option.ts';
import { planForUp } from '../up/plan-for-up.ts';
import { defineUp, mutedOperations, type UpOptions } from '../up/up-options.ts';
import { plannedCommand } from './planned-command.ts';

export const up = plannedCommand({
  name: 'up',
  locks: true,
  define: defineUp,
  plan: planForUp,
  async run(cli, first, services, options) {
    const planned = await agreedPlan(cli, first, services, options);
    const returns = options.detach || options.wait || !options.start || cli.globals.dryRun;
    if (returns)
      return apply(cli, planned, {
        leavesRunning: true,
        lookMs: lookMsOf(options),
        mutes: mutedOperations(options),
      });
    const { runAttached } = await import('../up/attached-up.ts');
    return runAttached(cli, planned, services, options);
  },
});

/** Where somebody sits at a terminal, changes that would destroy data are asked about. */
async function agreedPlan(
  cli: Cli,
  planned: Planned,
  services: readonly string[],
  options: UpOptions,
): Promise<Planned> {
  const canAsk = process.stdin.isTTY === true && cli.stderr.isTty;
  if (!planned.plan.withheld || !canAsk || cli.globals.dryRun || options.yes) return planned;
  const { confirmDestruction } = await import('../terminal/confirm-destruction.ts');
  const { measureVolumes } = await import('../apply/measure-volumes.ts');
  const agreed = await confirmDestruction(cli, await measureVolumes(planned));
  if (agreed.length === 0) return planned;
  const destroyData = [...(options.destroyData ?? []), ...agreed];
  return replannable(cli, (asking) => planForUp(asking, services, { ...options, destroyData }));
}
