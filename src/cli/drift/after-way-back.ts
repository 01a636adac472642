import { historyOf } from '../history/find-history.ts';
import { isWhole } from '../history/whole-release.ts';
import type { PlannedForDrift } from './plan-for-drift.ts';

/** A project that went back differs from its files on purpose: who repairs that takes the way back back. Ends with a line break. */
export async function afterWayBack({
  engine,
  project,
  observed,
  comparison,
}: PlannedForDrift): Promise<string> {
  if (comparison.kind === 'applied') return '';
  const { releases } = await historyOf({ engine, project, observed });
  const newest = releases.findLast(isWhole);
  if (newest?.outcome !== 'done' || (newest.verb !== 'rollback' && newest.verb !== 'undo')) return '';
  return `  that takes back release ${newest.number} (${newest.verb}), after which the files have stayed as they were: to keep it, take the files back too\n`;
}
