import type { PageAskedPlan, PagePlanRequest } from '../../model/page-calls.ts';
import { planView } from '../../serve/view/plan-view.ts';
import type { Cli } from '../context/cli.ts';
import { imageHider, withHiddenImages } from '../failures/hide-images.ts';
import { findPlaces } from './find-places.ts';
import { type PagePlanned, planForPage, typedFor } from './plan-for-page.ts';

/** Who looks at more of them looks at the first one again. */
const KEPT = 16;

interface Asked {
  readonly planned: PagePlanned;
  readonly isDestructive: boolean;
}

/** Plans that pages asked for, beside the one that is always shown. The last ones can be applied. */
export class AskedPlans {
  readonly #cli: Cli;
  /** By the id of the plan, the latest last. */
  readonly #kept = new Map<string, Asked>();

  constructor(cli: Cli) {
    this.#cli = cli;
  }

  /** Error: SpecError, UserError as `planForPage`. */
  async make(request: PagePlanRequest): Promise<PageAskedPlan> {
    const planned = await planForPage(this.#cli, request);
    const { id, project, unedited } = planned;
    // A rollback brings back what the files may not say any more.
    const places = request.kind === 'up' ? await findPlaces(this.#cli, planned) : new Map<string, string>();
    const plan = withHiddenImages(planned.plan, imageHider(project));
    const view = planView({ id, plan, unedited, places });
    this.#keep({ planned, isDestructive: view.isDestructive });
    return { plan: view, command: typedFor(request).join(' ') };
  }

  find(id: string): Asked | undefined {
    return this.#kept.get(id);
  }

  #keep(asked: Asked): void {
    const { id } = asked.planned;
    this.#kept.delete(id);
    this.#kept.set(id, asked);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}
