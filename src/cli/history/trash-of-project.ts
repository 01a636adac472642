import type { TrashIntent } from '../../planner/snapshot/intent.ts';
import type { Cli } from '../context/cli.ts';
import type { Target } from '../context/target.ts';
import { trashOf } from '../find/trash-rule.ts';
import { historyOf } from './find-history.ts';
import { modelAt } from './goal.ts';

/**
 * Whether volumes of a project that are thrown away are kept. Of one that is known by its name alone (`-p NAME`) no files are read, and what
 * its newest release says counts: who has switched the trash on there does not lose data for a flag.
 */
export async function trashOfProject(
  { environment }: Pick<Cli, 'environment'>,
  target: Target,
): Promise<TrashIntent | undefined> {
  const { project } = target;
  if (project.origin === 'files' || environment.get('GANTRY_TRASH')) return trashOf(environment, project);
  const { releases } = await historyOf(target);
  const rule = modelAt(releases, Number.POSITIVE_INFINITY)?.model.file['x-gantry'];
  return trashOf(environment, { extensions: new Map(rule === undefined ? [] : [['x-gantry', rule]]) });
}
