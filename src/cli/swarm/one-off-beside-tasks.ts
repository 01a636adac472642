import type { Project } from '../../model/project.ts';
import { oneOffProject } from '../../planner/swarm/one-off-project.ts';
import type { Cli } from '../context/cli.ts';
import { look } from './plan-for-swarm.ts';

/** The project of `run` on a swarm: see `oneOffProject`. What the service depends on has to run already. */
export async function oneOffBesideTasks(
  cli: Cli,
  project: Project,
  service: string,
  needsDependencies: boolean,
): Promise<Project> {
  const { engine, observed: swarm } = await look(cli, project.name);
  const [networks, volumes] = await Promise.all([engine.listNetworks(), engine.listVolumes()]);
  return oneOffProject(project, service, { swarm, networks, volumes }, needsDependencies);
}
