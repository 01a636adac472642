import type { Step } from '../../model/plan.ts';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { PruneOptions } from '../prune/plan-for-prune.ts';
import { plannedCommand } from './planned-command.ts';

export const prune = plannedCommand({
  name: 'prune',
  define: (command) =>
    command
      .description(
        'Remove images of the project that no container, lock file or Compose file uses any more; volumes and build cache stay',
      )
      .option('-a, --all', 'also images that the files name and no container uses')
      .option('-y, --yes', 'do not ask'),
  async plan(cli: Cli, options: PruneOptions) {
    const { planForPrune } = await import('../prune/plan-for-prune.ts');
    return planForPrune(cli, options);
  },
  async run(cli, planned, options) {
    const { plan } = planned;
    if (cli.globals.dryRun) return apply(cli, planned);
    const { agreeToPrune, prunedText } = await import('../prune/agree-to-prune.ts');
    if (plan.steps.length > 0 && !(await agreeToPrune(cli, plan, options))) return EXIT.ok;
    const { forgetRan } = await import('../prune/forget-ran.ts');
    const done: Step[] = [];
    const code = await apply(cli, planned, {
      onEvent: (event) => {
        if (event.type === 'step-ended' && event.outcome.status === 'done') done.push(event.step);
      },
    });
    if (code === EXIT.ok) forgetRan(planned);
    const total = prunedText(done);
    if (total !== undefined) cli.stderr.write(`${total}\n`);
    return code;
  },
});
