import { gantry } from '../../diagnostics/hint.ts';
import { SeveralErrors } from '../../diagnostics/several-errors.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isExcused, type Outcome } from '../../model/outcome.ts';
import { isUndo, type Plan } from '../../model/plan.ts';
import type { RecordedContainer, ReleaseOutcome } from '../../model/release.ts';
import { needsLock } from '../../reconciler/lock/needs-lock.ts';
import type { Action } from '../../ui/plan/action.ts';
import { changesOf } from '../../ui/plan/plan-changes.ts';
import { labelOf, labelOfStep } from '../../ui/plan/resource-of.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned, WayBack } from '../context/planned.ts';
import { containersAfter, recordedContainers } from '../history/recorded-containers.ts';
import { problemsOf } from './clear-way.ts';

/** What became of the way back. */
export interface Returned {
  readonly outcome: ReleaseOutcome;
  /** The containers after it. */
  readonly after: readonly RecordedContainer[];
}

interface Going {
  /** Leaves it as it is. */
  readonly signal: AbortSignal;
  /** Tells of what stands in the way. */
  readonly tell: (error: unknown) => Promise<void>;
  /** Runs the plan. @returns its exit code, and how its steps ended */
  readonly carryOut: (
    back: Planned,
  ) => Promise<{ readonly code: number; readonly outcomes: readonly Outcome[] }>;
}

/**
 * Takes a change back of which some has failed, and says what went back and what did not.
 *
 * @returns undefined: nothing was changed, or nobody could find out how to go back, which has been told
 */
export async function goBack(
  cli: Cli,
  planned: Planned,
  outcomes: readonly Outcome[],
  { signal, tell, carryOut }: Going,
): Promise<Returned | undefined> {
  const { wayBack, plan } = planned;
  if (!wayBack || !mayHaveChanged(plan, outcomes)) return undefined;
  const renderer = await cli.renderer();
  await renderer.handle({ type: 'notice', message: `Going back to ${aimOf(planned, wayBack)} …` });
  try {
    const back = await wayBack.plan(outcomes);
    const [problem, ...others] = await problemsOf(back);
    if (problem) {
      await tell(new SeveralErrors(problem, others));
      await tell(notReturned(planned, changesOf(back.plan).map(labelOfChange)));
      return { outcome: 'failed', after: recordedContainers(back.observed) };
    }
    const done = back.plan.steps.length === 0 ? NOTHING_DONE : await carryOut(back);
    const after = containersAfter(back.plan, back.observed, done.outcomes);
    if (done.code !== EXIT.ok) {
      await tell(notReturned(planned, restOf(back.plan, done.outcomes)));
      return { outcome: signal.aborted ? 'interrupted' : 'failed', after };
    }
    renderer.handle({ type: 'notice', message: summaryOf(planned, wayBack, back.plan) });
    renderer.close();
    return { outcome: 'returned', after };
  } catch (error) {
    await tell(error);
    await tell(notReturned(planned, []));
    return undefined;
  }
}

const NOTHING_DONE = { code: EXIT.ok, outcomes: [] } as const;

/** A call that was told to have failed may have done its work. */
function mayHaveChanged(plan: Plan, outcomes: readonly Outcome[]): boolean {
  const tried = new Set(
    outcomes.flatMap(({ status, step }) => (status === 'done' || status === 'failed' ? [step] : [])),
  );
  return needsLock({ ...plan, steps: plan.steps.filter(({ id }) => tried.has(id)) });
}

const aimOf = ({ project }: Planned, { to }: WayBack): string =>
  to === undefined ? `what was there before, nothing of ${project.name}` : `release ${to} of ${project.name}`;

function summaryOf(planned: Planned, wayBack: WayBack, plan: Plan): string {
  const changes = changesOf(plan).map(
    ({ resource, action }) => `${labelOf(resource)} ${BECAME[action] ?? 'is as it was'}`,
  );
  const what = changes.length === 0 ? 'it is as it was' : changes.join(', ');
  return `Returned to ${aimOf(planned, wayBack)}: ${what}`;
}

const BECAME: { readonly [A in Action]?: string } = {
  create: 'is there again',
  start: 'runs again',
  stop: 'is stopped again',
  remove: 'is gone again',
};

const labelOfChange = ({ resource }: ReturnType<typeof changesOf>[number]): string => labelOf(resource);

/** What the steps were about that should have been done. */
function restOf(plan: Plan, outcomes: readonly Outcome[]): readonly string[] {
  const byStep = new Map(outcomes.map((outcome) => [outcome.step, outcome]));
  const left = plan.steps.filter((step) => {
    const outcome = byStep.get(step.id);
    const isDone = outcome?.status === 'done' || outcome?.status === 'skipped';
    return !isDone && !isUndo(step) && !isExcused(step, outcome);
  });
  return [...new Set(left.map(labelOfStep))];
}

function notReturned({ project, wayBack }: Planned, rest: readonly string[]): UserError {
  const what = rest.length === 0 ? `${project.name} is` : `not back: ${rest.join(', ')}; ${project.name} is`;
  return new UserError('not-returned', `${what} neither as it was nor as the files say`, {
    hint:
      wayBack?.to === undefined
        ? ['remove it, or try again: ', gantry('down')]
        : ['try again to go back: ', gantry('rollback', '--to', String(wayBack.to))],
  });
}
