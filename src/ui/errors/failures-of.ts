import { UserError } from '../../diagnostics/user-error.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import type { StepId } from '../../model/ids.ts';
import { isWait } from '../../model/operation.ts';
import { isExcused, type Outcome } from '../../model/outcome.ts';
import { isUndo, type Plan, type Step } from '../../model/plan.ts';
import { WaitError } from '../../model/wait-error.ts';
import { labelOfStep } from '../plan/resource-of.ts';
import { describeFailure } from './describe-failure.ts';

interface Broken {
  readonly step: Step;
  readonly error: Error;
  readonly severity: 'error' | 'warning';
  readonly blocked: Set<string>;
}

/** One failure for each cause; those of optional steps, which are warnings, first. */
export function failuresOf(plan: Plan, outcomes: readonly Outcome[]): readonly ReportedFailure[] {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const failures = new Map<string, Broken>();
  const byStep = new Map<StepId, Broken>();
  for (const outcome of outcomes) {
    const step = steps.get(outcome.step);
    if (outcome.status !== 'failed' || !step) continue;
    const { error } = outcome;
    const key = sharedCause(error) ?? `step ${step.id}`;
    const first = failures.get(key);
    const severity = isExcused(step, outcome) ? 'warning' : 'error';
    const failure = first ?? { step, error, severity, blocked: new Set() };
    if (first) addBlocked(first, step);
    failures.set(key, failure);
    byStep.set(step.id, failure);
  }
  for (const outcome of outcomes) {
    const step = steps.get(outcome.step);
    const failure = outcome.status === 'blocked' ? byStep.get(outcome.by) : undefined;
    if (failure && step) addBlocked(failure, step);
  }
  const described = [...failures.values()].map(({ step, error, severity, blocked }) =>
    describeFailure(error, {
      severity,
      step,
      blocked: [...blocked],
    }),
  );
  return described.toSorted((a, b) => Number(a.severity === 'error') - Number(b.severity === 'error'));
}

/** Services that waited for the same container share one failure, and so do all steps when the engine is gone. */
function sharedCause(error: Error): string | undefined {
  if (error instanceof WaitError) return `${error.report.container} ${error.report.reason}`;
  if (!(error instanceof UserError)) return undefined;
  // There is one engine, whatever error each call had.
  if (error.code === 'engine-unreachable') return error.code;
  return error.code === 'no-space' ? `${error.code} ${error.about?.of?.join(' ') ?? ''}` : undefined;
}

/** A blocked wait is not worth a line. */
function addBlocked({ step, blocked }: Broken, missed: Step): void {
  const label = labelOfStep(missed);
  if (!isWait(missed.operation) && !isUndo(missed) && label !== labelOfStep(step)) blocked.add(label);
}
