import { UserError } from '../../diagnostics/user-error.ts';
import type { Plan } from '../../model/plan.ts';
import type { TrashIntent } from '../../planner/snapshot/intent.ts';
import { isTrue } from '../../util/is-true.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import type { Target } from '../context/target.ts';
import { findInstanceImages } from '../find/instance-images.ts';
import { findTarget } from '../find/target.ts';

export interface DownOptions {
  readonly volumes?: boolean;
  readonly removeOrphans?: boolean;
  readonly timeout?: number;
  /** Not a flag: see `DownIntent`. */
  readonly kill?: boolean;
  readonly rmi?: 'all' | 'local';
  /** Remove what is kept of releases too. */
  readonly history?: boolean;
}

export async function planForDown(
  cli: Cli,
  services: readonly string[],
  options: DownOptions,
): Promise<Planned> {
  if (cli.globals.on === 'swarm') {
    const { planForSwarmDown } = await import('../swarm/plan-for-swarm.ts');
    return planForSwarmDown(cli, services, options);
  }
  const { planDown } = await import('../../planner/commands/plan-down.ts');
  const { imageReferences } = await import('../../planner/request/image-references.ts');
  const target = await findTarget(cli, services);
  const { engine, project } = target;
  // Which images there are matters to this one flag only.
  const images = options.rmi ? await engine.listImages(imageReferences(project)) : target.observed.images;
  const builtImages =
    options.rmi && project.instance
      ? await findInstanceImages(engine, project.name, project.instance)
      : undefined;
  const trash = options.volumes ? await thrownAway(cli, target) : undefined;
  const plan = planDown(
    project,
    { ...target.observed, images },
    {
      services,
      volumes: options.volumes,
      trash,
      removeOrphans: options.removeOrphans ?? isTrue(cli.environment.get('COMPOSE_REMOVE_ORPHANS')),
      timeoutSeconds: options.timeout,
      rmi: options.rmi,
      kill: options.kill,
      builtImages,
    },
  );
  const everything = services.length === 0 && cli.globals.profile.length === 0;
  return {
    ...target,
    plan: options.history ? await withoutHistory(target, plan, services) : plan,
    applied: { kind: 'down', everything },
  };
}

async function thrownAway(cli: Cli, target: Target): Promise<TrashIntent | undefined> {
  const { trashOfProject } = await import('../history/trash-of-project.ts');
  return trashOfProject(cli, target);
}

/** Error: UserError `bad-usage` for some services: the history is that of all of them. */
async function withoutHistory(target: Target, plan: Plan, services: readonly string[]): Promise<Plan> {
  if (services.length > 0)
    throw new UserError('bad-usage', 'the history is that of the whole project, and no service has one', {
      hint: 'leave out the services, or --history',
    });
  const { removeHistory } = await import('../history/remove-history.ts');
  return removeHistory(plan, target.observed);
}
