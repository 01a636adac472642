import type { Plan, Step } from '../../model/plan.ts';
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
  const size = sizeOf(plan.steps);
  const freed = size === undefined ? '' : ` and free at least ${size}`;
  return askYesNo(cli, `Remove ${imagesIn(plan.steps)}${freed}?`);
}

/** What these steps have removed; undefined: no image. */
export function prunedText(steps: readonly Step[]): string | undefined {
  if (steps.length === 0) return undefined;
  const size = sizeOf(steps);
  return `Removed ${imagesIn(steps)}${size === undefined ? '' : `, at least ${size}`}`;
}

function imagesIn(steps: readonly Step[]): string {
  const ids = steps.flatMap(({ operation }) => (operation.kind === 'remove-image' ? [operation.id] : []));
  return count(new Set(ids).size, 'image');
}

/** An image goes with its last name, and the step of that one has the size. */
function sizeOf(steps: readonly Step[]): string | undefined {
  const sizes = steps.flatMap(({ operation }) =>
    operation.kind === 'remove-image' && operation.sizeBytes !== undefined ? [operation.sizeBytes] : [],
  );
  return sizes.length === 0 ? undefined : humanSize(sizes.reduce((sum, size) => sum + size, 0));
}
