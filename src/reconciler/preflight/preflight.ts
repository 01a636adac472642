import type { UserError } from '../../diagnostics/user-error.ts';
import { isLocal } from '../../engine/connection/is-local.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { checkEngineVersion } from './check-engine-version.ts';
import { checkFiles } from './check-files.ts';
import { checkNames } from './check-names.ts';
import { checkNetworks } from './check-networks.ts';
import { checkPorts } from './check-ports.ts';
import { checkPrograms } from './check-programs.ts';
import { checkVolumes } from './check-volumes.ts';
import { type Machine, THIS_MACHINE } from './machine.ts';

/**
 * Finds everything that stands in the way of a plan, all at once, before anything is touched. Changes nothing.
 * Costs one list call, and only when the plan creates containers or makes networks anew; a second
 * one where they ask for something that not every engine can do.
 */
export async function preflight(
  plan: Plan,
  project: Project,
  observed: Observed,
  engine: Engine,
  machine: Machine = THIS_MACHINE,
): Promise<readonly UserError[]> {
  const engineIsLocal = isLocal(engine);
  const files = [
    ...checkFiles(plan, project, engineIsLocal, machine),
    ...(await checkPrograms(plan)),
    ...(await checkEngineVersion(plan, engine)),
  ];
  const meetsOthers = plan.steps.some(
    ({ operation, optional }) =>
      operation.kind === 'create-container' ||
      ((operation.kind === 'remove-network' || operation.kind === 'remove-volume') && !optional),
  );
  if (!meetsOthers) return files;
  const everywhere = await engine.listContainers([]);
  const ports = await checkPorts(plan, observed, everywhere, engineIsLocal, machine);
  return [
    ...files,
    ...checkNames(plan, everywhere),
    ...checkNetworks(plan, everywhere),
    ...checkVolumes(plan, everywhere),
    ...ports,
  ];
}
