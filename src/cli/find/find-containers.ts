import { noSuchServiceError } from '../../diagnostics/no-such-service.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import type { Cli } from '../context/cli.ts';
import type { TaskEngine } from '../nodes/task-engine.ts';
import { findProjectName, type NamedProject } from './find-project-name.ts';
import { hiderFor } from './hide-secrets.ts';
import { checkServices } from './target.ts';

export interface FoundContainers {
  readonly engine: Engine;
  /** The project's name. */
  readonly project: string;
  /** The services that the files declare and that are on; absent: only the name is known. */
  readonly declared?: ReadonlySet<string>;
  /** Takes the secrets of the project out of what is shown of its containers. */
  readonly hide: Hide;
  /** By service, then by number. */
  readonly containers: readonly ObservedContainer[];
  /** Of tasks on a swarm: finds the engine of one. Error: UserError `node-unreachable`. Absent: all are containers of the engine. */
  readonly reach?: TaskEngine['reach'];
}

/**
 * For the commands that look and change nothing: one list call, whatever the number of containers.
 *
 * @param unknown a service that the files do not have. `warn`: it is no error, as docker compose has it for some commands.
 *   `look`: nor is it where there are containers of it, since they are all that is needed
 * Error: UserError `no-such-service`; `runs-elsewhere` where a swarm alone has the project.
 */
export async function findContainers(
  cli: Cli,
  services: readonly string[],
  unknown: 'refuse' | 'warn' | 'look' = 'refuse',
): Promise<FoundContainers> {
  const { name, project } = await findProjectName(cli);
  const check = unknown === 'warn' ? (run: () => void) => warnInstead(cli, run) : (run: () => void) => run();
  if (project && unknown !== 'look') check(() => checkServices(project, services));
  const tasks = cli.globals.on === 'swarm' ? await tasksOf(cli, name, project) : undefined;
  const engine = tasks?.engine ?? (await cli.engine());
  const listed = await engine.listContainers(ofProject(name));
  if (!tasks && listed.length === 0) await refuseAway(engine, name);
  if (!project) check(() => checkNamed(listed, services));
  else if (unknown === 'look') checkServices(project, withoutContainers(services, listed));
  const declared = project && [...project.services.keys()];
  return {
    engine,
    project: name,
    ...(declared && { declared: new Set(declared) }),
    hide: hiderFor(cli, project),
    containers: [...listed].sort(byServiceAndNumber),
    ...(tasks && { reach: tasks.reach }),
  };
}

async function refuseAway(engine: Engine, name: string): Promise<void> {
  const { refuseWhatSwarmRuns } = await import('./refuse-elsewhere.ts');
  await refuseWhatSwarmRuns(engine, { name }, { networks: await engine.listNetworks() }, 'ps');
}

const ofProject = (name: string): readonly string[] => [`${LABEL.project}=${name}`, LABEL.configHash];

interface ObservedTasks extends TaskEngine, NamedProject {
  readonly containers: readonly ObservedContainer[];
}

/** The tasks of the project on the swarm. */
export async function observeTasks(cli: Cli): Promise<ObservedTasks> {
  const named = await findProjectName(cli);
  const tasks = await tasksOf(cli, named.name, named.project);
  const containers = await tasks.engine.listContainers(ofProject(named.name));
  return { ...named, ...tasks, containers };
}

async function tasksOf(cli: Cli, name: string, project: Project | undefined): Promise<TaskEngine> {
  const { openTasks } = await import('../nodes/open-tasks.ts');
  return openTasks(cli, name, project);
}

/**
 * On a swarm: those whose nodes can be reached; the others are told. Error: UserError `node-unreachable`, where that is none of them.
 */
export async function reachable(
  cli: Cli,
  containers: readonly ObservedContainer[],
  { reach }: Pick<FoundContainers, 'reach'>,
): Promise<readonly ObservedContainer[]> {
  if (!reach) return containers;
  const failures = await Promise.all(
    containers.map(({ id }) => reach(id).then(() => undefined, unreachableOnly)),
  );
  const reached = containers.filter((_, index) => failures[index] === undefined);
  const [first, ...more] = new Set(failures.filter((failure) => failure !== undefined));
  if (first && reached.length === 0) throw first;
  for (const failure of first ? [first, ...more] : []) {
    const left = containers.filter((_, index) => failures[index] === failure).map(({ name }) => name);
    cli.stderr.write(`warning: left out: ${left.join(', ')}: ${failure.message}\n`);
  }
  return reached;
}

/** @returns the error. Error: any other one. */
export function unreachableOnly(error: unknown): UserError {
  if (error instanceof UserError && error.code === 'node-unreachable') return error;
  throw error;
}

/** Those that no container belongs to. */
export function withoutContainers(
  services: readonly string[],
  containers: readonly ObservedContainer[],
): readonly string[] {
  return services.filter((service) => !containers.some(({ labels }) => labels[LABEL.service] === service));
}

function warnInstead(cli: Cli, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    cli.stderr.write(`warning: ${error.message}\n`);
  }
}

function checkNamed(containers: readonly ObservedContainer[], services: readonly string[]): void {
  const known = new Set(containers.flatMap(({ labels }) => labels[LABEL.service] ?? []));
  const unknown = services.filter((service) => !known.has(service));
  if (unknown.length > 0) throw noSuchServiceError(unknown, known);
}

export function byServiceAndNumber(a: ObservedContainer, b: ObservedContainer): number {
  const [aService, bService] = [a.labels[LABEL.service] ?? '', b.labels[LABEL.service] ?? ''];
  if (aService !== bService) return aService < bService ? -1 : 1;
  return Number(a.labels[LABEL.containerNumber] ?? 0) - Number(b.labels[LABEL.containerNumber] ?? 0);
}
