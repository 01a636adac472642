import type { StepId } from '../model/ids.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Plan, Step } from '../model/plan.ts';
import { WaitError } from '../model/wait-error.ts';
import { type Palette, palette } from './colours.ts';
import { labelOfStep } from './resource-of.ts';
import { showFailure } from './show-failure.ts';
import type { ShowOptions } from './show-options.ts';
import { wordsFor } from './wording.ts';

interface Failure {
  readonly step: Step;
  readonly error: Error;
  readonly blocked: Set<string>;
}

/** One block for each thing that broke: why, what it keeps from happening, and what to try. Empty when nothing did. */
export function showOutcomes(plan: Plan, outcomes: readonly Outcome[], { colour }: ShowOptions): string {
  const paint = palette(colour);
  return failuresOf(plan, outcomes)
    .map((failure) => `${showBlock(failure, paint).join('\n')}\n`)
    .join('');
}

/** Several services that waited for one container in vain have one and the same failure. */
function failuresOf(plan: Plan, outcomes: readonly Outcome[]): readonly Failure[] {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const failures = new Map<string, Failure>();
  const byStep = new Map<StepId, Failure>();
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
  return [...failures.values()];
}

function showBlock({ step, error, blocked }: Failure, paint: Palette): readonly string[] {
  const doing = wordsFor(step.operation).doing.toLowerCase();
  return showFailure(error, paint, {
    severity: step.optional ? 'warning' : 'error',
    what: error instanceof WaitError ? '' : `${labelOfStep(step)}: ${doing} failed: `,
    blocked: [...blocked],
  });
}
