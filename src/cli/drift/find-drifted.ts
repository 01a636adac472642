import type { Plan } from '../../model/plan.ts';
import type { Cli } from '../context/cli.ts';
import { byServiceAndNumber, type FoundContainers } from '../find/find-containers.ts';
import { hiderFor } from '../find/hide-secrets.ts';
import { planForDrift } from './plan-for-drift.ts';

export interface FoundWithDrift extends FoundContainers {
  /** What would take them back. */
  readonly plan: Plan;
}

/**
 * The containers of a project, whoever made them, and what differs: with the calls of a second `up`, which looks closer
 * only at what its lists and the memory of the engine raise a doubt about.
 *
 * Error: as `planForDrift`.
 */
export async function findDrifted(cli: Cli, services: readonly string[]): Promise<FoundWithDrift> {
  const { engine, observed, plan, project } = await planForDrift(cli, services, { verify: false });
  return {
    engine,
    project: project.name,
    declared: new Set([...project.services.keys(), ...project.disabledServices.keys()]),
    hide: hiderFor(cli, project),
    containers: [...observed.containers].sort(byServiceAndNumber),
    plan,
  };
}
