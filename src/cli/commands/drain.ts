import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { seconds } from '../flags/option-values.ts';
import type { DrainOptions } from '../swarm/plan-for-drain.ts';
import { plannedCommand } from './planned-command.ts';

export const drain = plannedCommand({
  name: 'drain',
  define: (command) =>
    command
      .description(
        'Move all tasks of a swarm away from a node, of whichever project, and let it get no others',
      )
      .argument('<node>', 'its name or id')
      .option('--undo', 'let it get tasks again')
      .option('--wait-timeout <seconds>', 'the most to wait for the tasks of a service', seconds)
      .option('-y, --yes', 'do not ask'),
  async plan(cli: Cli, node: string, options: DrainOptions) {
    const { planForDrain } = await import('../swarm/plan-for-drain.ts');
    return planForDrain(cli, node, options);
  },
  async run(cli, planned, _node, options) {
    return (await isAgreed(cli, planned, options)) ? apply(cli, planned) : EXIT.ok;
  },
});

/** Asks where a service would not be there. Error: UserError `bad-usage` where nobody can answer. */
async function isAgreed(cli: Cli, { plan }: Planned, { yes }: DrainOptions): Promise<boolean> {
  if (cli.globals.dryRun || yes) return true;
  const { interruptedBy } = await import('../swarm/plan-for-drain.ts');
  const services = interruptedBy(plan);
  if (services.length === 0) return true;
  const { showPlan } = await import('../../ui/plan/show-plan.ts');
  const { askYesNo } = await import('../terminal/ask.ts');
  cli.stderr.write(showPlan(plan, { colour: cli.errorColour, columns: cli.stderr.columns }));
  return askYesNo(cli, `Interrupt ${services.join(', ')}?`);
}
