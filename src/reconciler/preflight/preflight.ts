import { UserError } from '../../diagnostics/user-error.ts';
import { isLocal } from '../../engine/connection/is-local.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { isAlive } from '../../model/container-state.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { serviceOf } from '../../planner/snapshot/own-containers.ts';
import { checkAddresses, checkHeldAddresses } from './check-addresses.ts';
import { checkBuilds } from './check-builds.ts';
import { checkEngineVersion } from './check-engine-version.ts';
import { checkFiles, checkFilesOf } from './check-files.ts';
import { checkImages } from './check-images.ts';
import { checkIngressNames, ingressNameClashes } from './check-ingress-names.ts';
import { checkMounts, problemOfAny } from './check-mounts.ts';
import { checkNames } from './check-names.ts';
import { checkNetworks } from './check-networks.ts';
import { checkPorts, checkRivals } from './check-ports.ts';
import { checkPrograms } from './check-programs.ts';
import { checkSubnets } from './check-subnets.ts';
import { checkSwarmPorts } from './check-swarm-ports.ts';
import { checkUpdates } from './check-updates.ts';
import { checkVolumes } from './check-volumes.ts';
import { checkWindowsPaths } from './check-windows-paths.ts';
import { freedBySwarm, withoutSwarm } from './freed-by-swarm.ts';
import { type Machine, THIS_MACHINE } from './machine.ts';
import { meetsOthers } from './meets-others.ts';
import { startedServices } from './started-services.ts';
import { portsOfStopped } from './wanted-ports.ts';

/**
 * Finds everything that stands in the way of a plan, all at once, before anything is touched. Changes nothing.
 * Costs one list call, and only when the plan creates containers, makes networks anew, or starts what publishes ports; a second
 * one where they ask for something that not every engine can do, or where services leave a swarm.
 *
 * @param listAll all containers of the engine; who asks for them anyway gives that answer
 */
export async function preflight(
  plan: Plan,
  project: Project,
  observed: Observed,
  engine: Engine,
  machine: Machine = THIS_MACHINE,
  listAll: () => Promise<readonly ObservedContainer[]> = () => engine.listContainers([]),
): Promise<readonly UserError[]> {
  const ourFiles = hasOurFiles(engine, machine);
  const found = [
    ...(await preflightOfFiles(plan, project, observed, ourFiles, machine)),
    ...(ourFiles ? [] : await checkWindowsPaths(plan, project, async () => (await engine.version()).os)),
    ...(await checkPrograms(plan)),
    ...(await checkEngineVersion(plan, engine)),
    ...(await checkSwarmPorts(plan, engine)),
  ];
  const again = await portsOfStopped(plan, observed, project, engine);
  if (!meetsOthers(plan) && again.length === 0) return found;
  const listed = await listAll();
  const freed = await freedBySwarm(plan, engine, listed);
  const everywhere = listed.filter((container) => !freed.containers.has(container));
  const services = new Set([...project.services.keys(), ...project.disabledServices.keys()]);
  const toldNames = new Set(ingressNameClashes(plan, project).map(({ name }) => name));
  const later = withoutSwarm(machine, freed);
  const ports = await checkPorts(plan, observed, everywhere, again, services, isLocal(engine), later);
  return [
    ...found,
    ...checkNames(plan, everywhere, toldNames),
    ...checkNetworks(plan, everywhere),
    ...checkVolumes(plan, everywhere),
    ...checkHeldAddresses(plan, everywhere),
    ...ports,
  ];
}

/**
 * The part that asks no engine, and not what is installed: what the files tell, and those that they name. `check` has no
 * more than this.
 *
 * @param observed the networks of it; who asks no engine has none
 */
export async function preflightOfFiles(
  plan: Plan,
  project: Project,
  observed: Observed,
  engineHasOurFiles: boolean,
  machine: Machine = THIS_MACHINE,
): Promise<readonly UserError[]> {
  return [
    ...checkImages(plan),
    ...checkUpdates(plan, project),
    ...checkIngressNames(plan, project),
    ...checkFiles(plan, project, machine),
    ...(engineHasOurFiles ? await checkPathsOf(machine, plan, project) : []),
    ...(await checkBuilds(plan, machine)),
    ...checkSubnets(plan, observed),
    ...checkAddresses(plan),
    ...checkRivals(plan, observed),
  ];
}

const checkPathsOf = async (
  machine: Machine,
  plan: Plan,
  project: Project,
): Promise<readonly UserError[]> => [
  ...(await checkWindowsPaths(plan, project, async () => (machine.isWindows ? 'windows' : 'another'))),
  ...checkMounts(plan, project, machine).problems,
];

/**
 * What is missing of the files that the containers need which run and are left as they are: nothing is wrong with them yet, but
 * their next start fails. Looks at nothing but files.
 */
export function missingForNextStart(
  plan: Plan,
  project: Project,
  observed: Observed,
  engine: Engine,
  machine: Machine = THIS_MACHINE,
): readonly UserError[] {
  const touched = new Set(startedServices(plan, project).map(({ name }) => name));
  const running = new Set(observed.containers.filter(isAlive).map((container) => serviceOf(container)));
  const left = [...project.services.values()].filter(({ name }) => running.has(name) && !touched.has(name));
  return left.flatMap((service) => {
    const mounts = hasOurFiles(engine, machine) ? service.volumes : [];
    return [
      ...checkFilesOf([service], project, machine).values(),
      ...mounts.flatMap((mount) => problemOfAny(service, mount, machine) ?? []),
    ].map(
      ({ code, message, hint, about }) =>
        new UserError(code, `${message}; the next start of ${service.name} fails`, { hint, about }),
    );
  });
}

/** The folders that the engine makes in the course of the plan because they are missing, a sentence for each. */
export const foldersMade = (
  plan: Plan,
  project: Project,
  engine: Engine,
  machine: Machine = THIS_MACHINE,
): readonly string[] => (hasOurFiles(engine, machine) ? checkMounts(plan, project, machine).folders : []);

/** Whether a path means the same to the engine as to this program. */
const hasOurFiles = (engine: Engine, { isContainer }: Machine): boolean => isLocal(engine) && !isContainer;
