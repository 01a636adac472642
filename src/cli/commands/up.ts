import { apply } from '../apply/apply.ts';
import { replannable } from '../apply/replannable.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { lookMsOf } from '../flags/settle-option.ts';
import { planForUp } from '../up/plan-for-up.ts';
import { defineUp, mutedOperations, type UpOptions } from '../up/up-options.ts';
import { plannedCommand } from './planned-command.ts';

/** Whoever starts an instance wants it to be there for its time from now on. */
const planAnew = (cli: Cli, services: readonly string[], options: UpOptions): Promise<Planned> =>
  planForUp(cli, services, { ...options, renews: true, obeysOnFailure: true });

export const up = plannedCommand({
  name: 'up',
  runsImages: true,
  locks: true,
  define: defineUp,
  plan: planAnew,
  async run(cli, first, services, options) {
    const planned = await agreedPlan(cli, first, services, options);
    const returns =
      cli.globals.on === 'swarm' || options.detach || options.wait || !options.start || cli.globals.dryRun;
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

/**
 * Where somebody sits at a terminal, it is asked about changes that would destroy data, and whether a privileged helper may avoid a gap.
 * `--yes` agrees to neither.
 */
async function agreedPlan(
  cli: Cli,
  planned: Planned,
  services: readonly string[],
  options: UpOptions,
): Promise<Planned> {
  const canAsk = process.stdin.isTTY === true && cli.stderr.isTty;
  if (!canAsk || cli.globals.dryRun || options.yes) return planned;
  // What is destroyed does not go back.
  const destroyData = planned.wayBack ? [] : await agreedDestruction(cli, planned);
  const noGap = await agreedHelper(cli, planned);
  if (destroyData.length === 0 && !noGap) return planned;
  const agreed = {
    ...options,
    destroyData: [...(options.destroyData ?? []), ...destroyData],
    ...(noGap && { noGap }),
  };
  return replannable(cli, (asking) => planAnew(asking, services, agreed));
}

async function agreedDestruction(cli: Cli, planned: Planned): Promise<readonly string[]> {
  if (!planned.plan.withheld) return [];
  const { confirmDestruction } = await import('../terminal/confirm-destruction.ts');
  const { measureVolumes } = await import('../apply/measure-volumes.ts');
  return confirmDestruction(cli, await measureVolumes(planned));
}

/** The gaps that a helper avoids. */
const HELPED: ReadonlySet<string> = new Set(['first-switch', 'remade']);

async function agreedHelper(cli: Cli, { plan: { updates } }: Planned): Promise<boolean> {
  if (!updates) return false;
  const { gapOf } = await import('../../ui/plan/show-update.ts');
  const services = updates.flatMap((update) => (HELPED.has(gapOf(update)) ? [update.service] : []));
  if (services.length === 0) return false;
  const { askYesNo } = await import('../terminal/ask.ts');
  return askYesNo(
    cli,
    `The published ports of ${services.join(', ')} go over to an ingress, and are gone while the old containers stop, and about 0.3 s more. A helper container with NET_ADMIN on the network of the engine's host can let connections wait meanwhile. Use it?`,
  );
}
