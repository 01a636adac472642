import type { Concern } from '../diagnostics/user-error.ts';
import type { Failure } from '../model/failure.ts';
import type { StepId } from '../model/ids.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Plan, Step } from '../model/plan.ts';
import { WaitError } from '../model/wait-error.ts';
import { labelOfStep } from './resource-of.ts';
import { tellFailure } from './tell-failure.ts';

interface Broken {
  readonly step: Step;
  readonly error: Error;
  readonly blocked: Set<string>;
}

/** One for each thing that broke. Several services that waited for one container in vain have one and the same failure. */
export function failuresOf(
  plan: Plan,
  outcomes: readonly Outcome[],
): readonly (Failure & { readonly about?: Concern })[] {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const failures = new Map<string, Broken>();
  const byStep = new Map<StepId, Broken>();
  for (const outcome of outcomes) {
    const step = steps.get(outcome.step);
    if (outcome.status !== 'failed' || !step) continue;
    const { error } = outcome;
    const key = error instanceof WaitError ? error.message : `step ${step.id}`;
    const failure = failures.get(key) ?? { step, error, blocked: new Set() };
    failures.set(key, failure);
    byStep.set(step.id, failure);
  }
  for (const outcome of outcomes) {
    const step = steps.get(outcome.step);
    if (outcome.status !== 'blocked' || !step || step.operation.kind === 'wait-for') continue;
    const failure = byStep.get(outcome.by);
    const label = labelOfStep(step);
    if (failure && label !== labelOfStep(failure.step)) failure.blocked.add(label);
  }
  return [...failures.values()].map(({ step, error, blocked }) =>
    tellFailure(error, {
      severity: step.optional ? 'warning' : 'error',
      step,
      blocked: [...blocked],
    }),
  );
}
