import type { PageOverview, PageProject } from '../../src/model/page-overview.ts';
import { NOW } from './a-project.ts';

const HOUR_MS = 3_600_000;

const project = (name: string, services: number, of: Partial<PageProject> = {}): PageProject => ({
  name,
  status: 'running',
  says: 'running',
  services: { running: services, total: services },
  containers: { running: services, total: services },
  since: NOW - 26 * HOUR_MS,
  folder: `/home/alice/${name}`,
  ...of,
});

/** What an engine has that several people use. */
export const PROJECTS: PageOverview['projects'] = Object.fromEntries(
  [
    project('blog', 3),
    project('mail', 4, {
      status: 'failed',
      says: 'filter: exited with 1',
      services: { running: 3, total: 4 },
      since: NOW - HOUR_MS / 3,
    }),
    project('metrics', 5, {
      unread: '/srv/metrics/compose.yaml is not on this machine',
      since: NOW - 9 * 24 * HOUR_MS,
    }),
    project('shop', 6, {
      status: 'starting',
      says: 'api: running, not healthy yet',
      containers: { running: 8, total: 8 },
      since: NOW - HOUR_MS / 300,
    }),
    project('wiki', 2, { unread: '/home/bob/wiki/compose.yaml belongs to another user' }),
    project('shop-review', 6, {
      status: 'stopped',
      says: 'stopped',
      services: { running: 0, total: 6 },
      containers: { running: 0, total: 6 },
    }),
  ].map((one) => [one.name, one]),
);
