import type { Project } from '../../model/project.ts';
import type { BuildIntent } from '../../planner/snapshot/intent.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { observeImages } from './observe-images.ts';
import { withTakenImages } from './taken-images.ts';

/** Builds what the project has to build, those images first that others are made from. Error: as `planBuild`. */
export async function plannedBuild(cli: Cli, written: Project, intent: BuildIntent): Promise<Planned> {
  const { planBuild } = await import('../../planner/commands/plan-build.ts');
  const engine = await cli.engine();
  const project = await withTakenImages(cli, written, intent.args);
  return { engine, project, observed: await observeImages(engine, []), plan: planBuild(project, intent) };
}
