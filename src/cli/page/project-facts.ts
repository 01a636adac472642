import type { ObservedContainer } from '../../model/observed.ts';
import type { PageChange, PagePlan, PageService } from '../../model/page-state.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { planView } from '../../serve/view/plan-view.ts';
import { servicesView } from '../../serve/view/services-view.ts';
import type { Target } from '../context/target.ts';
import { imageHider, withHiddenImages } from '../failures/hide-images.ts';
import { hostOf } from '../instances/host-of.ts';
import type { PagePlanned } from './plan-for-page.ts';

/** What is there, what a plan is made of, and what it says of places, once these are found. */
export interface ProjectFacts {
  readonly target: Target;
  /** undefined: only the labels of its containers tell of the project. */
  readonly planned: PagePlanned | undefined;
  readonly hide: Hide;
  readonly places: ReadonlyMap<string, string>;
}

export type PlannedFacts = ProjectFacts & { readonly planned: PagePlanned };

export function planOf({ planned, places }: ProjectFacts): PagePlan | undefined {
  if (!planned) return undefined;
  const { id, plan, project, unedited } = planned;
  const shown = withHiddenImages(plan, imageHider(project));
  return planView({ id, plan: shown, unedited, places });
}

export const servicesOf = (
  { target, places, hide }: ProjectFacts,
  containers: readonly ObservedContainer[],
  changes: readonly PageChange[],
): Readonly<Record<string, PageService>> =>
  servicesView({
    project: target.project,
    containers,
    changes,
    places,
    host: hostOf(target.engine.endpoint),
    hide,
  });
