import type { Engine } from '../../engine/port/engine.ts';
import { type EndedInstance, type InstanceIdentity, isOfInstance } from '../../model/instance.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedVolume } from '../../model/observed.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { findInstanceImages } from '../find/instance-images.ts';

/** An instance that has ended, and the plan that removes it. */
export interface PlannedEnd {
  readonly ended: EndedInstance;
  readonly planned: Planned;
}

/**
 * A plan for each instance of the engine that has ended; see `instance/ended-instances.ts`.
 *
 * @param projects only instances of these; empty: of all
 */
export async function plansForGc(cli: Cli, projects: readonly string[]): Promise<readonly PlannedEnd[]> {
  const engine = await cli.engine();
  const ended = (await findEnded(engine)).filter(({ of }) => projects.length === 0 || projects.includes(of));
  return Promise.all(
    ended.map(async (one) => ({
      ended: one,
      planned: { ...(await planEnd(engine, one)), replan: () => planIfStillEnded(engine, one) },
    })),
  );
}

async function findEnded(engine: Engine): Promise<readonly EndedInstance[]> {
  const { endedInstances } = await import('../../instance/ended-instances.ts');
  const { isOwnerGone } = await import('../instances/owner.ts');
  const [containers, networks, volumes] = await Promise.all([
    engine.listContainers([LABEL.project]),
    engine.listNetworks(),
    engine.listVolumes(),
  ]);
  const labels = [...containers, ...networks, ...volumes].map((one) => one.labels);
  if (labels.every((own) => own[LABEL.instance] === undefined)) return [];
  const { systemTime } = await engine.info();
  return endedInstances(labels, Date.parse(systemTime) || Date.now(), isOwnerGone);
}

async function planEnd(engine: Engine, { project: name, instance, of }: EndedInstance): Promise<Planned> {
  const { observe } = await import('../../engine/observe/observe.ts');
  const { planDown } = await import('../../planner/commands/plan-down.ts');
  const { projectFromLabels } = await import('../../planner/snapshot/project-from-labels.ts');
  const observed = onlyOf({ name: instance, of }, name, await observe(engine, name, []));
  const project = projectFromLabels(name, observed);
  const builtImages = await findInstanceImages(engine, name, { name: instance, of });
  const plan = planDown(project, observed, { volumes: true, removeOrphans: true, builtImages });
  return { engine, project, observed, plan, applied: { kind: 'down', everything: true } };
}

/** What somebody else has made under the name of the project since it was found to have ended is not there for the plan. */
function onlyOf(instance: InstanceIdentity, project: string, observed: Observed): Observed {
  const isOwn = ({ labels }: Pick<ObservedVolume, 'labels'>): boolean =>
    labels[LABEL.project] !== project || isOfInstance(labels, instance);
  const { holdHelpers } = observed;
  return {
    ...observed,
    containers: observed.containers.filter(isOwn),
    ...(holdHelpers && { holdHelpers: holdHelpers.filter(isOwn) }),
    networks: observed.networks.filter(isOwn),
    volumes: observed.volumes.filter(isOwn),
  };
}

/** An `up` may have given it more time since the question was asked. */
async function planIfStillEnded(engine: Engine, { project }: EndedInstance): Promise<Planned> {
  const still = (await findEnded(engine)).find((one) => one.project === project);
  if (still) return planEnd(engine, still);
  const { observe } = await import('../../engine/observe/observe.ts');
  const { projectFromLabels } = await import('../../planner/snapshot/project-from-labels.ts');
  const observed = await observe(engine, project, []);
  const plan = { verb: 'down', project, steps: [], unchanged: [], warnings: [`${project} is in use again`] };
  return { engine, project: projectFromLabels(project, observed), observed, plan };
}
