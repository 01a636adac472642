import type { PageStep } from './page-state.ts';

type Steps = Readonly<Record<string, PageStep>>;
type Timed = PageStep & { readonly startedMs: number; readonly endedMs: number };

/**
 * The chain of steps that the length of a run comes from, the first one first: each began when the one before had ended, and the last one
 * ended last. Steps that took no time, as their guard was not met, are passed over.
 */
export function criticalPath(steps: Steps): readonly PageStep[] {
  const path: Timed[] = [];
  for (
    let step = latest(Object.values(steps).filter(isTimed));
    step !== undefined;
    step = latest(timedBefore(steps, step))
  )
    path.unshift(step);
  return path;
}

/** How long the run had taken if that step had taken no time: in milliseconds. */
export function lengthWithout(steps: Steps, without: number): number {
  const ends = new Map<number, number>();
  const inOrder = Object.values(steps)
    .filter(isTimed)
    .toSorted((a, b) => a.startedMs - b.startedMs || a.id - b.id);
  for (const step of inOrder) {
    const before = timedBefore(steps, step);
    // What is not explained by other steps, such as the number of steps at a time, stays as it was.
    const pause = step.startedMs - Math.max(0, ...before.map(({ endedMs }) => endedMs));
    const start = Math.max(0, ...before.map(({ id, endedMs }) => ends.get(id) ?? endedMs)) + pause;
    ends.set(step.id, start + (step.id === without ? 0 : step.endedMs - step.startedMs));
  }
  return Math.max(0, ...ends.values());
}

const isTimed = (step: PageStep | undefined): step is Timed =>
  step?.startedMs !== undefined && step.endedMs !== undefined;

/** The nearest steps before it that took time. */
function timedBefore(steps: Steps, step: PageStep): readonly Timed[] {
  const found = new Map<number, Timed>();
  const seen = new Set<number>();
  const left = [...step.after];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const before = steps[id];
    if (isTimed(before)) found.set(id, before);
    else left.push(...(before?.after ?? []));
  }
  return [...found.values()];
}

const latest = (steps: readonly Timed[]): Timed | undefined =>
  steps.toSorted((a, b) => b.endedMs - a.endedMs || a.id - b.id)[0];
