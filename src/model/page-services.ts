import type { PagePlan, PageRun, PageService, PageStatus } from './page-state.ts';

const RANK: { readonly [S in PageStatus]: number } = {
  failed: 0,
  waiting: 1,
  starting: 2,
  running: 4,
  done: 4,
  stopped: 4,
};

/** A service, or a project. */
type Listed = Pick<PageService, 'name' | 'status' | 'says' | 'change'>;

/** Those with this text in their name or state. What needs attention comes first, then all others by name. */
export function rowsToShow<Row extends Listed>(
  rows: Readonly<Record<string, Row>>,
  filter: string,
): readonly Row[] {
  const wanted = filter.trim().toLowerCase();
  return Object.values(rows)
    .filter(({ name, says }) => `${name} ${says}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

const rank = ({ status, change }: Listed): number =>
  Math.min(RANK[status], change === undefined ? RANK.running : 3);

export const countPending = (plan: PagePlan | undefined): number =>
  plan === undefined ? 0 : plan.changes.length + plan.withheld.length;

/** By service: what its steps of the run that goes on do now. */
export function stepsUnderway(run: PageRun | undefined): ReadonlyMap<string, string> {
  if (run?.status !== 'running') return new Map();
  return new Map(
    Object.values(run.steps).flatMap(({ service, status, doing }) =>
      service !== undefined && status === 'running' ? [[service, doing]] : [],
    ),
  );
}

export function changeShape(change: string): string {
  if (change.includes('create')) return '+';
  return change.includes('remove') ? '−' : '~';
}
