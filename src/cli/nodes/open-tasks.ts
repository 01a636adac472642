import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import { nodeEngines } from './node-engines.ts';
import { type TaskEngine, taskEngine } from './task-engine.ts';

/** @param project undefined: only its name is known */
export async function openTasks(cli: Cli, name: string, project: Project | undefined): Promise<TaskEngine> {
  const manager = await cli.engine();
  return taskEngine(name, manager, await nodeEngines(cli, manager, project));
}
