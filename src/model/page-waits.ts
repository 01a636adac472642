import type { PageRun, PageStep } from './page-state.ts';

type Steps = Readonly<Record<string, PageStep>>;

/** The steps that this one waits for itself: those before it that have not ended. */
export const waitsFor = (steps: Steps, { after }: PageStep): readonly PageStep[] =>
  after.flatMap((id) => {
    const before = steps[id];
    return before && !hasEnded(before) ? [before] : [];
  });

/** From what it waits for to the step that all of it waits for now, each waiting for the next. Empty: it waits for nothing. */
export function waitChain(steps: Steps, step: PageStep): readonly PageStep[] {
  const chain: PageStep[] = [];
  for (let next = blocker(steps, step); next !== undefined; next = blocker(steps, next)) chain.push(next);
  return chain;
}

/** By service none of whose steps runs: the services that it waits for in the run that goes on. */
export function servicesWaiting(run: PageRun | undefined): ReadonlyMap<string, readonly string[]> {
  if (run?.status !== 'running') return new Map();
  const { steps } = run;
  const active = new Set(
    Object.values(steps).flatMap(({ service, status }) => (status === 'running' && service ? [service] : [])),
  );
  const waiting = new Map<string, Set<string>>();
  for (const step of Object.values(steps)) {
    const { service, status } = step;
    if (status !== 'waiting' || service === undefined || active.has(service)) continue;
    const others = waitChain(steps, step).flatMap((one) =>
      one.service !== undefined && one.service !== service ? [one.service] : [],
    );
    const known = waiting.get(service) ?? new Set();
    waiting.set(service, known);
    if (others[0] !== undefined) known.add(others[0]);
  }
  return new Map([...waiting].flatMap(([name, others]) => (others.size > 0 ? [[name, [...others]]] : [])));
}

/** What runs is nearer to the reason than what waits too. */
function blocker(steps: Steps, step: PageStep): PageStep | undefined {
  const before = waitsFor(steps, step);
  return before.find(({ status }) => status === 'running') ?? before[0];
}

const hasEnded = ({ status }: PageStep): boolean => status !== 'waiting' && status !== 'running';
