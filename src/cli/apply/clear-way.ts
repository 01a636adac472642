import type { UserError } from '../../diagnostics/user-error.ts';
import type { Plan } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import type { Everywhere } from './look-again.ts';

/** What stands in the way of a plan: all of it, at once, before anything is touched. */
export async function problemsOf(
  { plan, project, observed, engine }: Planned,
  everywhere?: Everywhere,
): Promise<readonly UserError[]> {
  if (plan.steps.length === 0) return [];
  const { preflight } = await import('../../reconciler/preflight/preflight.ts');
  return preflight(plan, project, observed, engine, undefined, everywhere);
}

/** @returns whether nothing stands in the way; else all that does has been told, and nothing has been touched. */
export async function isClear(cli: Cli, planned: Planned, looking = problemsOf(planned)): Promise<boolean> {
  const { project } = planned;
  const problems = await looking;
  if (problems.length === 0) return warnOfMissing(cli, planned);
  const { printProblems } = await import('../failures/print-errors.ts');
  await printProblems(cli, problems, project);
  return false;
}

/**
 * The plan, with what only this machine tells: a warning for each folder that the engine makes because it is missing, and the places
 * in the files that warnings are about.
 */
export async function withWarnings(cli: Cli, { plan, project, engine }: Planned): Promise<Plan> {
  if (plan.steps.length === 0 && !plan.lost) return plan;
  const { foldersMade } = await import('../../reconciler/preflight/preflight.ts');
  const folders = foldersMade(plan, project, engine);
  const told = folders.length === 0 ? plan : { ...plan, warnings: [...plan.warnings, ...folders] };
  const isPlaced = plan.lost !== undefined || plan.updates?.some(({ insteadOf }) => insteadOf !== undefined);
  if (!isPlaced) return told;
  const { placeWarnings } = await import('../failures/place-warnings.ts');
  return placeWarnings(cli, told, project);
}

/** Of files that containers need which run on. Who changes nothing loads no more for it than the files ask for. */
async function warnOfMissing(cli: Cli, { plan, project, observed, engine }: Planned): Promise<true> {
  if (plan.verb !== 'up' || ![...project.services.values()].some(needsFiles)) return true;
  const { missingForNextStart } = await import('../../reconciler/preflight/preflight.ts');
  const missing = missingForNextStart(plan, project, observed, engine);
  if (missing.length === 0) return true;
  const { printWarnings } = await import('../failures/print-errors.ts');
  await printWarnings(cli, missing, project);
  return true;
}

const needsFiles = ({ secrets, configs, volumes }: ServiceSpec): boolean =>
  secrets.length + configs.length > 0 || volumes.some(({ bind }) => bind?.createHostPath === false);
