import type { ContainerId } from '../model/ids.ts';
import type { Inspection, Observed } from '../model/observed.ts';
import type { Plan } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import type { UpIntent } from './intent.ts';
import { PlanBuilder } from './plan-builder.ts';
import { planUp } from './plan-up.ts';

/** Builds these services and no others, and replaces them if that gives another image. */
export function rebuildIntent(services: readonly string[]): UpIntent {
  return { services, noDeps: true, build: true, ignoreOrphans: true };
}

/**
 * The plan of a rebuild while files are watched. All that touches the running containers comes after the builds, so
 * a build that fails leaves them as they are.
 */
export function planRebuild(
  project: Project,
  observed: Observed,
  intent: UpIntent,
  details: ReadonlyMap<ContainerId, Inspection>,
): Plan {
  return { ...planUp(project, observed, intent, details), verb: 'watch' };
}

/** After a rebuild, what it took the name from is in nobody's way but on the disk. */
export function planPruning(project: Project): Plan {
  const plan = new PlanBuilder('watch', project.name);
  const operation = { kind: 'prune-images', project: project.name } as const;
  plan.add({ operation, cause: { kind: 'requested', by: '--prune' }, optional: true });
  return plan.build();
}
