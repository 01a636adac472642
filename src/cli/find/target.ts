import { noSuchServiceError } from '../../diagnostics/no-such-service.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import { badProjectName } from '../../model/project-name.ts';
import type { Needs } from '../../spec/files/load-request.ts';
import type { Cli } from '../context/cli.ts';
import type { Target } from '../context/target.ts';
import { loadProjectFor } from '../files/load.ts';
import { askAhead } from './ask-ahead.ts';
import { fallbackName, nameOfInstance } from './fallback-name.ts';
import { refuseAnother } from './refuse-another.ts';

interface TargetOptions {
  /** Services that are on whatever their profiles, alone with what they depend on. Default: all that are on. */
  readonly active?: readonly string[];
  /** Of the files. Default: `names`. */
  readonly needs?: Needs;
  /** Of which the engine is asked whether it has them. Default: none. */
  readonly imagesOf?: (project: Project) => readonly string[];
  /** It is about containers that are there: a project that a swarm alone has is refused. Default: false. */
  readonly ofContainers?: boolean;
}

type FilesOptions = Required<Omit<TargetOptions, 'ofContainers'>>;

/**
 * What `down`, `start`, `stop` and `restart` act on: the files when there are some, else, with nothing but a name,
 * what the labels of its containers say. A name is enough to take down what was started elsewhere.
 *
 * Error: UserError `bad-instance` where the name of the files is another's; `no-such-service`; `runs-elsewhere`.
 */
export async function findTarget(
  cli: Cli,
  services: readonly string[],
  { active = [], needs = 'names', imagesOf = () => [], ofContainers = false }: TargetOptions = {},
): Promise<Target> {
  const target = await findProject(cli, { active, needs, imagesOf });
  const { engine, project, observed } = target;
  if (ofContainers && observed.containers.length === 0) {
    const { refuseWhatSwarmRuns } = await import('./refuse-elsewhere.ts');
    await refuseWhatSwarmRuns(engine, project, observed, 'ps');
  }
  checkServices(target.project, services);
  return target;
}

async function findProject(cli: Cli, options: FilesOptions): Promise<Target> {
  const name = await onlyName(cli);
  if (name !== undefined) return byName(cli, name);
  try {
    return await byFiles(cli, options);
  } catch (error) {
    // The files may be gone or broken: with a name its containers can still be handled.
    return byName(cli, await fallbackName(cli, error));
  }
}

/** With `-p` and without `-f`, the name alone says which project is meant. Error: UserError `bad-usage`, `bad-instance`. */
export async function onlyName(cli: Cli): Promise<string | undefined> {
  const { projectName, file } = cli.globals;
  if (!projectName || file.length > 0 || cli.environment.has('COMPOSE_FILE')) return undefined;
  const problem = badProjectName(projectName, 'the project name');
  if (problem) throw new UserError('bad-usage', problem.message, { hint: problem.hint });
  return nameOfInstance(cli, projectName);
}

async function byFiles(cli: Cli, { active, needs, imagesOf }: FilesOptions): Promise<Target> {
  const { observe } = await import('../../engine/observe/observe.ts');
  const ahead = askAhead(cli);
  const project = await loadProjectFor(cli, { services: active, needs }, ahead);
  const engine = await cli.engine();
  const observed = await observe(engine, project.name, imagesOf(project), ahead.asked);
  const { containers, networks, volumes } = observed;
  refuseAnother(project, [...containers, ...networks, ...volumes]);
  return { engine, project, observed };
}

async function byName(cli: Cli, name: string): Promise<Target> {
  const { observe } = await import('../../engine/observe/observe.ts');
  const { projectFromLabels } = await import('../../planner/snapshot/project-from-labels.ts');
  const engine = await cli.engine();
  const observed = await observe(engine, name, []);
  const { warnOfHooks } = await import('./warn-of-hooks.ts');
  await warnOfHooks(cli, observed);
  return { engine, project: projectFromLabels(name, observed), observed };
}

/** Error: UserError `no-such-service` for the names that the project does not know. */
export function checkServices(project: Project, names: readonly string[]): void {
  const known = [...project.services.keys(), ...project.disabledServices.keys()];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw noSuchServiceError(unknown, known);
}
