import type { Event } from '../../model/event.ts';
import type { PageRun, PageStep } from '../../model/page-state.ts';
import type { Plan, Step } from '../../model/plan.ts';
import { labelOf, resourcesOf } from '../../ui/plan/resource-of.ts';
import { wordsFor } from '../../ui/plan/wording.ts';

/** More than anybody reads; the first go. */
const MOST_NOTES = 200;

export const newRun = (id: string, startedAt: number): PageRun => ({
  id,
  status: 'running',
  startedAt,
  steps: {},
  notes: [],
  failures: [],
});

/** The run after an event. @param now milliseconds since 1970 @param event without secrets */
export function advanceRun(run: PageRun, event: Event, now: number): PageRun {
  const ms = now - run.startedAt;
  switch (event.type) {
    case 'plan-started':
      return withPlan(run, event.plan);
    case 'step-started':
      return withStep(run, event.step, { status: 'running', startedMs: ms });
    case 'step-progress':
      return withStep(run, event.step, { progress: event.progress.text });
    case 'step-ended': {
      const { status } = event.outcome;
      return withStep(run, event.step, {
        status,
        endedMs: ms,
        ...(event.outcome.status === 'done' && doneWords(event.step)),
        ...(event.outcome.status === 'failed' && { progress: event.outcome.error.message }),
      });
    }
    case 'warning':
    case 'notice':
      return { ...run, notes: [...run.notes, event.message].slice(-MOST_NOTES) };
    case 'plan-ended':
      return run;
  }
}

/** A second plan takes back what the first one has done: its steps come behind those. */
function withPlan(run: PageRun, { steps }: Plan): PageRun {
  const before = Object.values(run.steps);
  const highest = Math.max(0, ...before.map(({ id }) => id));
  const next = before.length === 0 ? run : { ...run, returnsFrom: highest + 1 };
  return steps.reduce((grown, step) => withStep(grown, step, {}), next);
}

const doneWords = ({ operation }: Step): Pick<PageStep, 'progress'> => ({
  progress: wordsFor(operation).done,
});

function withStep(run: PageRun, step: Step, change: Partial<PageStep>): PageRun {
  const behind = run.returnsFrom === undefined ? 0 : run.returnsFrom - 1;
  const id = step.id + behind;
  const known = run.steps[id] ?? waiting(step, behind);
  return { ...run, steps: { ...run.steps, [id]: { ...known, ...change } } };
}

/** @param behind how much higher its number is than in its plan */
function waiting({ id, operation, after }: Step, behind: number): PageStep {
  const service = 'service' in operation ? operation.service : undefined;
  return {
    id: id + behind,
    label: resourcesOf(operation).map(labelOf).join(', '),
    doing: wordsFor(operation).doing,
    ...(service !== undefined && { service }),
    status: 'waiting',
    after: after.map((before) => before + behind),
  };
}
