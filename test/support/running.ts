import type { Observed } from '../../src/model/observed.ts';
import type { Project } from '../../src/model/project.ts';
import { anObserved } from './an-observed.ts';
import { type ApplyOptions, applyPlan } from './apply-plan.ts';
import { planUp } from './planning.ts';

/** What the engine has after a fresh `up` of the project. */
export function running(
  project: Project,
  options: ApplyOptions = {},
  observed: Observed = anObserved(),
): Observed {
  return applyPlan(observed, planUp(project, observed, {}, new Map()), options);
}

/** The same, with one container changed afterwards. */
export function withContainer(
  observed: Observed,
  name: string,
  change: Partial<Observed['containers'][number]>,
): Observed {
  return {
    ...observed,
    containers: observed.containers.map((container) =>
      container.name === name ? { ...container, ...change } : container,
    ),
  };
}
