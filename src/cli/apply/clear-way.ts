import type { Plan } from '../../model/plan.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';

/** @returns whether nothing stands in the way; else all that does has been told, and nothing has been touched. */
export async function isClear(cli: Cli, { plan, project, observed, engine }: Planned): Promise<boolean> {
  if (plan.steps.length === 0) return true;
  const { preflight } = await import('../../reconciler/preflight/preflight.ts');
  const problems = await preflight(plan, project, observed, engine);
  if (problems.length === 0) return true;
  const { printProblems } = await import('../failures/print-errors.ts');
  await printProblems(cli, problems, project);
  return false;
}

/** The plan, with a warning for each folder that the engine makes because it is missing: only this machine tells. */
export async function toldOfFolders({ plan, project, engine }: Planned): Promise<Plan> {
  if (plan.steps.length === 0) return plan;
  const { foldersMade } = await import('../../reconciler/preflight/preflight.ts');
  const folders = foldersMade(plan, project, engine);
  return folders.length === 0 ? plan : { ...plan, warnings: [...plan.warnings, ...folders] };
}
