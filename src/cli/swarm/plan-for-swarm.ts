import { Problems } from '../../diagnostics/several-errors.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { ObservedSwarm } from '../../model/observed-swarm.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { listNames } from '../../planner/snapshot/sort-by-name.ts';
import type { SwarmUpIntent } from '../../planner/swarm/plan-swarm-up.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import type { Selection } from '../files/load.ts';
import { imageFacts } from './image-facts.ts';
import { withRoom } from './with-room.ts';

interface UpOptions {
  readonly deps: boolean;
  readonly detach?: boolean;
  readonly forceRecreate?: boolean;
  readonly removeOrphans?: boolean;
  readonly scale?: ReadonlyMap<string, number>;
  readonly waitTimeout?: number;
  readonly pull?: string;
  readonly build?: boolean;
  readonly noBuild?: boolean;
}

/** Containers belong to the swarm: nobody plans with them. */
export const NO_CONTAINERS: Observed = { containers: [], networks: [], volumes: [], images: new Map() };

/** The plan of `up` for the swarm that the engine manages. */
export async function planForSwarmUp(
  cli: Cli,
  services: readonly string[],
  options: UpOptions,
): Promise<Planned> {
  const { planSwarmUp } = await import('../../planner/swarm/plan-swarm-up.ts');
  const { keptOnNodes } = await import('../../planner/swarm/kept-on-nodes.ts');
  const { refuseWhatEngineRuns } = await import('../find/refuse-elsewhere.ts');
  const written = await loadForSwarm(cli, { services, withDependencies: options.deps });
  const { engine, observed } = await look(cli, written.name);
  const left = await refuseWhatEngineRuns(engine, written);
  const project = keptOnNodes(written, observed);
  const intent: SwarmUpIntent = {
    services,
    noDeps: !options.deps,
    forceRecreate: options.forceRecreate,
    removeOrphans: options.removeOrphans,
    scale: options.scale,
    detach: options.detach,
    waitTimeoutMs: options.waitTimeout === undefined ? undefined : options.waitTimeout * 1000,
    pull: options.pull,
    build: options.noBuild ? 'never' : options.build,
  };
  const images = await imageFacts(engine, project, observed, intent);
  const planned = planSwarmUp(project, observed, { ...intent, images });
  const plan = tellOfLeft(await withRoom(engine, planned), left);
  refuseStrictly(cli, plan);
  return { engine, project, observed: NO_CONTAINERS, plan };
}

function tellOfLeft(plan: Plan, left: readonly ObservedContainer[]): Plan {
  if (left.length === 0) return plan;
  const warning = `containers of the project are on this engine, and stopped: ${listNames(left)}; \`move --to swarm\` removes them when all runs on the swarm`;
  return { ...plan, warnings: [...plan.warnings, warning] };
}

/** What the files say, as a swarm is asked for it. */
export async function loadForSwarm(cli: Cli, selection: Selection): Promise<Project> {
  const { loadWith, reportWarnings } = await import('../files/load.ts');
  const { withFoundFiles } = await import('../files/found-files.ts');
  const loaded = await loadWith(cli, selection);
  await reportWarnings(cli, loaded.warnings);
  // The swarm keeps the contents of secrets and configs itself.
  const { withSeccompProfiles } = await import('../find/machine-settings.ts');
  const found = withFoundFiles({ ...loaded.project, variables: loaded.variables }, false);
  const { withTakenImages } = await import('../find/taken-images.ts');
  return withSeccompProfiles(await withTakenImages(cli, found));
}

interface DownOptions {
  readonly removeOrphans?: boolean;
  readonly volumes?: boolean;
  readonly rmi?: string;
}

/** The plan of `down`. The name of the project is enough. */
export async function planForSwarmDown(
  cli: Cli,
  services: readonly string[],
  { removeOrphans, volumes, rmi }: DownOptions,
): Promise<Planned> {
  const { planSwarmDown } = await import('../../planner/swarm/plan-swarm-down.ts');
  const project = await namedProject(cli);
  const { engine, observed } = await lookAtServices(cli, project.name);
  const plan = planSwarmDown(project, observed, {
    services,
    removeOrphans,
    volumes,
    images: rmi !== undefined,
  });
  return { engine, project, observed: NO_CONTAINERS, plan };
}

/** The plan of `restart`, of what is on the swarm. */
export async function planForSwarmRestart(
  cli: Cli,
  services: readonly string[],
  { deps, timeout }: { readonly deps: boolean; readonly timeout?: number },
): Promise<Planned> {
  const { planSwarmRestart } = await import('../../planner/swarm/plan-swarm-restart.ts');
  const project = await namedProject(cli);
  const { engine, observed } = await lookAtServices(cli, project.name);
  const plan = planSwarmRestart(project, observed, { services, noDeps: !deps, timeoutSeconds: timeout });
  return { engine, project, observed: NO_CONTAINERS, plan };
}

/** The plan of `stop`, of what is on the swarm. */
export async function planForSwarmStop(
  cli: Cli,
  services: readonly string[],
  { timeout }: { readonly timeout?: number },
): Promise<Planned> {
  const { planSwarmStop } = await import('../../planner/swarm/plan-swarm-stop.ts');
  const project = await namedProject(cli);
  const { engine, observed } = await lookAtServices(cli, project.name);
  const plan = planSwarmStop(project, observed, { services, timeoutSeconds: timeout });
  return { engine, project, observed: NO_CONTAINERS, plan };
}

/** The plan of `start`, of what is on the swarm. */
export async function planForSwarmStart(
  cli: Cli,
  services: readonly string[],
  { waitTimeout }: { readonly waitTimeout?: number },
): Promise<Planned> {
  const { planSwarmStart } = await import('../../planner/swarm/plan-swarm-stop.ts');
  const project = await namedProject(cli);
  const { engine, observed } = await lookAtServices(cli, project.name);
  const waitTimeoutMs = waitTimeout === undefined ? undefined : waitTimeout * 1000;
  const plan = await withRoom(engine, planSwarmStart(project, observed, { services, waitTimeoutMs }));
  return { engine, project, observed: NO_CONTAINERS, plan };
}

/** The plan of `rollback`, of what is on the swarm. */
export async function planForSwarmRollback(
  cli: Cli,
  services: readonly string[],
  { waitTimeout }: { readonly waitTimeout?: number },
): Promise<Planned> {
  const { planSwarmRollback } = await import('../../planner/swarm/plan-swarm-rollback.ts');
  const project = await namedProject(cli);
  const { engine, observed } = await lookAtServices(cli, project.name);
  const waitTimeoutMs = waitTimeout === undefined ? undefined : waitTimeout * 1000;
  const plan = await withRoom(engine, planSwarmRollback(project, observed, { services, waitTimeoutMs }));
  return { engine, project, observed: NO_CONTAINERS, plan };
}

/** Of the files; where only a name is given, a project that nothing else is known of. */
export async function namedProject(cli: Cli): Promise<Project> {
  const { onlyName } = await import('../find/target.ts');
  const name = await onlyName(cli);
  if (name !== undefined) {
    const { projectFromLabels } = await import('../../planner/snapshot/project-from-labels.ts');
    return projectFromLabels(name, NO_CONTAINERS);
  }
  const { loadProjectFor } = await import('../files/load.ts');
  return loadProjectFor(cli, { services: [], needs: 'names' });
}

export async function look(
  cli: Cli,
  project: string,
): Promise<{ readonly engine: Engine; readonly observed: ObservedSwarm }> {
  const engine = await cli.engine();
  const swarm = await engine.swarm();
  return { engine, observed: await swarm.observe(project) };
}

/** The same, for what is about services that are there. Error: UserError `runs-elsewhere` where the engine alone has the project. */
export async function lookAtServices(cli: Cli, project: string): ReturnType<typeof look> {
  const looked = await look(cli, project);
  if (looked.observed.services.length === 0) {
    const { refuseWhatEngineRuns } = await import('../find/refuse-elsewhere.ts');
    await refuseWhatEngineRuns(looked.engine, { name: project });
  }
  return looked;
}

/** Error: UserError, or SeveralErrors. */
export function refuseStrictly({ globals }: Cli, { lost = [] }: Plan): void {
  if (!globals.strict) return;
  const problems = new Problems();
  for (const { warning, about } of lost)
    problems.add(
      new UserError('bad-usage', warning, {
        hint: 'leave this setting out for a swarm, or leave out --strict',
        about,
      }),
    );
  problems.refuse();
}
