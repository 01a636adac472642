import { showPlan } from '../../ui/plan/show-plan.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { imageHider, withHiddenImages } from '../failures/hide-images.ts';
import { isClear, withWarnings } from './clear-way.ts';
import { measureVolumes } from './measure-volumes.ts';
import { typedCommand } from './typed-command.ts';

/**
 * Shows a plan, and what stands in its way, as the command would.
 *
 * @param text how it is printed
 * @returns the exit code of the command: failed when something stands in the way
 */
export async function show(
  cli: Cli,
  planned: Planned,
  text = (plan: Planned['plan']): string =>
    showPlan(plan, {
      colour: cli.colour,
      columns: cli.stdout.columns,
      command: typedCommand(cli, planned),
    }),
): Promise<number> {
  const whole = await measureVolumes({ ...planned, plan: await withWarnings(cli, planned) });
  const plan = cli.globals.reveal ? whole : withHiddenImages(whole, imageHider(planned.project));
  cli.stdout.write(text(plan));
  return (await isClear(cli, planned)) ? EXIT.ok : EXIT.failed;
}
