import type { TrashIntent } from '../../planner/snapshot/intent.ts';
import type { Cli } from '../context/cli.ts';
import type { Target } from '../context/target.ts';
import { trashOf } from '../find/trash-rule.ts';
import { historyOf } from './find-history.ts';
import { modelAt } from './goal.ts';

/**
 * Whether volumes of a project that are thrown away are kept. Of one that is known by its name alone (`-p NAME`) what its newest release says
 * counts, and what the files say by now that its labels name: who has switched the trash on there does not lose data for a flag.
 */
export async function trashOfProject(cli: Cli, target: Target): Promise<TrashIntent | undefined> {
  const { project } = target;
  if (project.origin === 'files' || cli.environment.get('GANTRY_TRASH'))
    return trashOf(cli.environment, project);
  const { extensionsInFiles } = await import('../find/extensions-in-files.ts');
  const extensions = await extensionsInFiles(cli, target);
  const inFiles = extensions && trashOf(cli.environment, { extensions });
  const trash = inFiles ?? (await trashInRelease(cli, target));
  if (!trash && !extensions) {
    const { warnOfTrash } = await import('../find/warn-of-hooks.ts');
    await warnOfTrash(cli, target.observed);
  }
  return trash;
}

async function trashInRelease({ environment }: Cli, target: Target): Promise<TrashIntent | undefined> {
  const { releases } = await historyOf(target);
  const rule = modelAt(releases, Number.POSITIVE_INFINITY)?.model.file['x-gantry'];
  return trashOf(environment, { extensions: new Map(rule === undefined ? [] : [['x-gantry', rule]]) });
}
