import type { PageAskedPlan, PagePlanRequest } from '../model/page-calls.ts';
import type { PageExplanation } from '../model/page-container.ts';
import type { PageHistory, PageReleaseDifference } from '../model/page-history.ts';
import type { PageDrawing, PageState } from '../model/page-state.ts';
import type { ContainerPort } from './container/container-port.ts';
import type { LogSource } from './logs/log-source.ts';
import type { StateFeed } from './socket/state-feed.ts';

export interface ApplyRequest {
  /** Of the plan that was shown. */
  readonly plan: string;
  /** What the person typed; a plan that destroys something asks for the name of the project. */
  readonly typed?: string;
}

/**
 * The project, as the server gets it: all that a page can ask for. There is no way from a request to the engine but these.
 */
export interface PageApplication extends LogSource {
  readonly feed: StateFeed<PageState>;
  /** Runs the plan with this id. @returns why not; undefined: it runs, and the state tells of it */
  apply(request: ApplyRequest): string | undefined;
  /** Error: UserError, why there is no such plan. */
  plan(request: PagePlanRequest): Promise<PageAskedPlan>;
  /** With networks and volumes. */
  drawing(): Promise<PageDrawing>;
  /** Error: UserError. */
  history(): Promise<PageHistory>;
  /** Error: UserError `no-release`. */
  diffReleases(from: number, to: number): Promise<readonly PageReleaseDifference[]>;
  /** Ends the run: what has begun is finished. */
  cancel(): void;
  /** Begins to watch the files, or ends what a page began. Error: UserError, why it cannot. */
  watch(on: boolean): Promise<void>;
  readonly containers: ContainerPort;
  /** Where a value of the files comes from. Error: SpecError, UserError. */
  explain(path: string): Promise<PageExplanation>;
}
