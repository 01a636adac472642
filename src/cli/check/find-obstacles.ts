import type { Problem } from '../../diagnostics/problem.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import type { Project } from '../../model/project.ts';
import type { LoadedProject } from '../../spec/load/load-project.ts';
import type { Cli } from '../context/cli.ts';
import { completeFailures } from '../failures/complete-failures.ts';
import { completeProject, isEngineLocal, lostAttributesIn } from '../files/load.ts';
import { planFromNothing } from './plan-from-nothing.ts';

/** What `up` would refuse, or warn of, because of the files and this machine alone. Asks no engine. */
export async function findObstacles(cli: Cli, loaded: LoadedProject): Promise<readonly Problem[]> {
  const project = await completeProject(cli, loaded);
  if (cli.globals.on === 'swarm') {
    const { obstaclesOnSwarm } = await import('./obstacles-on-swarm.ts');
    return asProblems(cli, await obstaclesOnSwarm(cli, project), project);
  }
  const lost = await lostAttributesIn(cli, project);
  const errors = await obstaclesIn(cli, project);
  if (errors.length === 0) return lost;
  const { describeFailure } = await import('../../ui/errors/describe-failure.ts');
  const failures = errors.map((error) => describeFailure(error));
  return [...lost, ...(await asProblems(cli, failures, project))];
}

async function asProblems(
  cli: Cli,
  found: readonly ReportedFailure[],
  project: Project,
): Promise<readonly Problem[]> {
  const { hintText } = await import('../../diagnostics/hint.ts');
  const failures = await completeFailures(cli, found, project);
  return failures.map(({ severity, code = 'bad-usage', message, at, hint }) => ({
    code: severity === 'warning' ? 'no-effect' : code,
    severity,
    message,
    ...(at && { at }),
    ...(hint !== undefined && { hint: hintText(hint) }),
  }));
}

async function obstaclesIn(cli: Cli, project: Project): Promise<readonly UserError[]> {
  const { preflightOfFiles } = await import('../../reconciler/preflight/preflight.ts');
  try {
    const { plan, observed } = await planFromNothing(cli, await withFilesOfMachine(cli, project));
    return await preflightOfFiles(plan, project, observed, await isEngineLocal(cli));
  } catch (error) {
    if (error instanceof UserError) return [error];
    throw error;
  }
}

/**
 * Seccomp profiles are files too; the logins that a service may get are nobody's business here. Nothing is sent to the
 * engine, and where there is no address of one, this is left out.
 */
async function withFilesOfMachine(cli: Cli, project: Project): Promise<Project> {
  const engine = await cli.engine().catch(() => undefined);
  if (!engine) return project;
  const { withMachineSettings } = await import('../find/machine-settings.ts');
  const services = new Map(
    [...project.services].map(([key, service]) => [key, { ...service, useApiSocket: false }]),
  );
  return withMachineSettings(cli, { ...project, services }, engine);
}
