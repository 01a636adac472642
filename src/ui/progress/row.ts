import type { Progress } from '../../model/event.ts';
import { isExcused, type Outcome } from '../../model/outcome.ts';
import { isUndo, type Step } from '../../model/plan.ts';
import { wordsFor } from '../plan/wording.ts';
import { describeProgress, shortCause } from './line-details.ts';
import { noteBuild, type RunningSteps } from './running-build.ts';

export type LineStatus = 'pending' | 'working' | 'done' | 'warning' | 'error' | 'blocked' | 'cancelled';

/** What is known of one resource while its plan runs. */
export interface Row {
  readonly label: string;
  readonly steps: readonly Step[];
  /** Recreated under the same name: the steps in between are of no interest. */
  readonly replaced: boolean;
  readonly status: LineStatus;
  readonly text: string;
  readonly details: string;
  readonly parts: ReadonlyMap<string, Progress>;
  /** Of the build of an image. */
  readonly building: RunningSteps;
  readonly beganMs?: number;
  readonly endedMs?: number;
}

export const newRow = (label: string, steps: readonly Step[]): Row => ({
  label,
  steps,
  replaced: isReplacement(steps),
  status: 'pending',
  text: '',
  details: '',
  parts: new Map(),
  building: NO_STEPS,
});

const NO_STEPS: RunningSteps = new Map();

export function beginStep(row: Row, step: Step, nowMs: number): Row {
  const begun = { ...row, beganMs: row.beganMs ?? nowMs };
  if (hasFailed(row)) return begun;
  return { ...begun, status: 'working', text: wordsWithin(row, step)?.doing ?? row.text, details: '' };
}

export function noteProgress(row: Row, progress: Progress, nowMs: number): Row {
  if (progress.build) {
    const building = noteBuild(row.building, progress, nowMs);
    return { ...row, building, details: [...building.values()].at(-1)?.name ?? '' };
  }
  const parts = progress.part === undefined ? row.parts : new Map(row.parts).set(progress.part, progress);
  return { ...row, parts, details: describeProgress(progress, parts) };
}

export interface StepEnd {
  readonly step: Step;
  readonly outcome: Outcome;
  /** Whether it was the last step of the resource. */
  readonly isLast: boolean;
  /** Of the step that a blocked one names as the cause. */
  readonly blockedBy: string | undefined;
  readonly nowMs: number;
}

export function endStep(row: Row, end: StepEnd): Row {
  const calm = { ...row, building: NO_STEPS };
  const ended = end.isLast && row.beganMs !== undefined ? { ...calm, endedMs: end.nowMs } : calm;
  // What went wrong with a resource stays, whatever becomes of the steps behind.
  return hasFailed(row) ? ended : { ...ended, ...stateAfter(row, end) };
}

function stateAfter(
  row: Row,
  { step, outcome, isLast, blockedBy }: StepEnd,
): Partial<Pick<Row, 'status' | 'text' | 'details'>> {
  switch (outcome.status) {
    case 'done':
      return {
        details: '',
        text: wordsWithin(row, step)?.done ?? row.text,
        status: isLast ? 'done' : 'pending',
      };
    case 'skipped':
      return isLast ? { text: row.text === '' ? 'Unchanged' : row.text, status: 'done' } : {};
    case 'failed': {
      const details = shortCause(outcome.error, row.label);
      return isExcused(step, outcome)
        ? { status: 'warning', text: 'Skipped', details }
        : { status: 'error', text: 'Error', details };
    }
    case 'blocked': {
      // A wait that could not begin says nothing about the container that was to be waited for.
      if (step.operation.kind === 'wait-for' && row.text === '') return {};
      const details = blockedBy === undefined ? '' : `by ${blockedBy}`;
      return step.optional
        ? { status: 'warning', text: 'Skipped', details }
        : { status: 'blocked', text: 'Blocked', details };
    }
    case 'cancelled': {
      // The container itself has been started, or ran before.
      const text = step.operation.kind === 'wait-for' && row.text !== '' ? 'Not waited for' : 'Cancelled';
      return { status: 'cancelled', text, details: '' };
    }
  }
}

const hasFailed = ({ status }: Row): boolean => status === 'error' || status === 'blocked';

/** A replacement is shown as one thing. @returns undefined for a step that is not shown. */
function wordsWithin(row: Row, step: Step): { readonly doing: string; readonly done: string } | undefined {
  const { kind } = step.operation;
  if (!row.replaced || kind === 'start-container' || kind === 'wait-for') return wordsFor(step.operation);
  if (step.id === lastOfReplacement(row.steps)?.id) return { doing: 'Recreate', done: 'Recreated' };
  return row.text === '' ? { doing: 'Recreate', done: 'Recreate' } : undefined;
}

/** The step after which the new one has the name: an update first takes it from the old one. */
function lastOfReplacement(steps: readonly Step[]): Step | undefined {
  const ofKind = (kind: Step['operation']['kind']): Step | undefined =>
    steps.findLast((step) => step.operation.kind === kind && !isUndo(step));
  return ofKind('rename-container') ?? ofKind('create-container');
}

/** Created and removed under one name, in one plan. What goes only when it fails takes nobody's place. */
function isReplacement(steps: readonly Step[]): boolean {
  const kinds = steps.filter((step) => !isUndo(step)).map(({ operation }) => operation.kind);
  return kinds.includes('create-container') && kinds.includes('remove-container');
}
