import type { PageOverview } from '../../src/model/page-overview.ts';
import type { PageSite } from '../../src/serve/page-site.ts';
import { StateFeed } from '../../src/serve/socket/state-feed.ts';
import { aPageApplication } from './a-page-application.ts';

interface TestSite extends PageSite {
  readonly overview: StateFeed<PageOverview>;
  /** What became of the projects, in words. */
  readonly told: string[];
}

const ENGINE = { endpoint: 'unix:///var/run/docker.sock' };

/** An engine with these projects and no other. */
export function aPageSite(
  applications: Readonly<Record<string, ReturnType<typeof aPageApplication>>>,
  projects: PageOverview['projects'] = {},
): TestSite {
  const told: string[] = [];
  return {
    told,
    overview: new StateFeed<PageOverview>({ engine: ENGINE, projects }),
    async open(project = '') {
      const application = new Map(Object.entries(applications)).get(project);
      if (!application) return undefined;
      told.push(`open ${project}`);
      return { application, close: async () => void told.push(`close ${project}`) };
    },
  };
}

export const applicationOf = (project: string): ReturnType<typeof aPageApplication> =>
  aPageApplication({ state: { project } });
