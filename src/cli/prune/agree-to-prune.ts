import type { Plan } from '../../model/plan.ts';
import { count } from '../../ui/plan/wording.ts';
import { humanSize } from '../../util/human-size.ts';
import type { Cli } from '../context/cli.ts';
import type { PruneOptions } from './plan-for-prune.ts';

/**
 * Shows what would go, and asks. What two of the images share goes too when both do, and only the engine knows how much that is.
 *
 * Error: UserError `bad-usage` where nobody can answer.
 */
export async function agreeToPrune(cli: Cli, plan: Plan, { yes }: PruneOptions): Promise<boolean> {
  if (yes) return true;
  const { showPlan } = await import('../../ui/plan/show-plan.ts');
  const { askYesNo } = await import('../terminal/ask.ts');
  cli.stderr.write(showPlan(plan, { colour: cli.errorColour, columns: cli.stderr.columns }));
  return askYesNo(cli, `Remove ${count(imagesIn(plan).size, 'image')}${sizeOf(plan)}?`);
}

const imagesIn = ({ steps }: Plan): ReadonlySet<string | undefined> =>
  new Set(steps.flatMap(({ operation }) => (operation.kind === 'remove-image' ? [operation.id] : [])));

function sizeOf({ steps }: Plan): string {
  const sizes = steps.flatMap(({ operation }) =>
    operation.kind === 'remove-image' && operation.sizeBytes !== undefined ? [operation.sizeBytes] : [],
  );
  if (sizes.length === 0) return '';
  return `, at least ${humanSize(sizes.reduce((sum, size) => sum + size, 0))}`;
}
