import type { ContainerId } from '../../model/ids.ts';
import type { Inspection } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import type { UpIntent } from '../snapshot/intent.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { planUp } from '../up/plan-up.ts';

const BUILD = 'build';

/**
 * The project as `watch` starts it: services that are watched are built, since what their images are made of may have
 * changed while nobody watched.
 */
export function buildWatched(project: Project): Project {
  const services = [...project.services].map(([name, service]): [string, ServiceSpec] => [
    name,
    service.build && service.develop !== undefined && service.develop !== null
      ? { ...service, pullPolicy: BUILD }
      : service,
  ]);
  return { ...project, services: new Map(services) };
}

/**
 * The plan of `up` for it, with the true cause of those builds.
 *
 * @param context of the project as `buildWatched` gave it
 */
export function planWatch(
  context: UpContext,
  written: Project,
  inspections: ReadonlyMap<ContainerId, Inspection>,
): Plan {
  const plan = planUp(context, inspections);
  const steps = plan.steps.map((step) => {
    const { operation, cause } = step;
    const isOurs =
      operation.kind === 'build-image' && written.services.get(operation.service)?.pullPolicy !== BUILD;
    return isOurs && cause.kind === 'requested'
      ? { ...step, cause: { kind: 'requested', by: 'watch' } as const }
      : step;
  });
  return { ...plan, steps };
}

/** Builds these services and no others, and replaces them if that gives another image. */
export function rebuildIntent(services: readonly string[]): UpIntent {
  return { services, noDeps: true, build: true, ignoreOrphans: true };
}

/**
 * The plan of a rebuild while files are watched. All that touches the running containers comes after the builds, so
 * a build that fails leaves them as they are.
 */
export function planRebuild(context: UpContext, inspections: ReadonlyMap<ContainerId, Inspection>): Plan {
  return { ...planUp(context, inspections), verb: 'watch' };
}

/** After a rebuild, what it took the name from is in nobody's way but on the disk. */
export function planPruning(project: Project): Plan {
  const plan = new PlanBuilder('watch', project.name);
  const operation = { kind: 'prune-images', project: project.name } as const;
  plan.add({ operation, cause: { kind: 'requested', by: '--prune' }, optional: true });
  return plan.build();
}
