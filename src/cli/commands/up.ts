import { Command } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { planForUp } from '../up/plan-for-up.ts';
import { defineUp, mutedOperations, type UpOptions } from '../up/up-options.ts';

export function upCommand(cli: Cli): Command {
  return defineUp(new Command('up')).action(async (services: string[], options: UpOptions) => {
    const planned = await agreedPlan(cli, services, options);
    const returns = options.detach || options.wait || !options.start || cli.globals.dryRun;
    if (returns) {
      cli.exitWith(await apply(cli, planned, { mutes: mutedOperations(options) }));
      return;
    }
    const { runAttached } = await import('../up/attached-up.ts');
    cli.exitWith(await runAttached(cli, planned, services, options));
  });
}

/** Where somebody sits at a terminal, changes that would destroy data are asked about. */
async function agreedPlan(cli: Cli, services: readonly string[], options: UpOptions): Promise<Planned> {
  const planned = await planForUp(cli, services, options);
  const canAsk = process.stdin.isTTY === true && cli.stderr.isTty;
  if (!planned.plan.withheld || !canAsk || cli.globals.dryRun || options.yes) return planned;
  const { confirmDestruction } = await import('../terminal/confirm-destruction.ts');
  const { tellSizes } = await import('../apply/measure-volumes.ts');
  const agreed = await confirmDestruction(cli, await tellSizes(planned));
  if (agreed.length === 0) return planned;
  return planForUp(cli, services, { ...options, destroyData: [...(options.destroyData ?? []), ...agreed] });
}
