import type { PageOverview } from '../model/page-overview.ts';
import type { PageApplication } from './page-application.ts';
import type { StateFeed } from './socket/state-feed.ts';

/** A project as it is opened for pages. */
export interface OpenedProject {
  readonly application: PageApplication;
  /** No page looks at it any more. */
  close(): Promise<void>;
}

/** What a server has pages of: one project, or an overview and the projects that are in it. */
export interface PageSite {
  /** For the page that names no project. Absent: that is the page of the only project. */
  readonly overview?: StateFeed<PageOverview>;
  /**
   * @param project its name; undefined: the only one
   * @returns undefined: there is none of this name
   */
  open(project: string | undefined): Promise<OpenedProject | undefined>;
}

/** One project, which is open before pages come and after they have gone. */
export const siteOf = (application: PageApplication): PageSite => ({
  open: async (project) => (project === undefined ? { application, close: async () => {} } : undefined),
});
