import type { Event } from '../../model/event.ts';
import type { StepId } from '../../model/ids.ts';
import { isWait, type Operation } from '../../model/operation.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Plan, Step } from '../../model/plan.ts';
import { disarm, visible } from '../../util/disarm.ts';
import { excerpt } from '../../util/excerpt.ts';
import { PiecewiseMap } from '../../util/piecewise-map.ts';
import { labelOf, labelOfStep, resourcesOf } from '../plan/resource-of.ts';
import { CONDITIONS } from '../plan/wording.ts';
import { beginStep, endStep, type LineStatus, newRow, noteProgress, type Row } from './row.ts';
import type { RunningStep } from './running-build.ts';

/** Everything that happens to one resource, folded into one line. */
export interface Line {
  readonly label: string;
  readonly status: LineStatus;
  /** Empty while nothing has happened. */
  readonly text: string;
  readonly details: string;
  /** `waiting for db to be healthy`; empty when it waits for no service, or only for a slot. */
  readonly waitsFor: string;
  /** The running steps of the build of an image. */
  readonly building: readonly RunningStep[];
  readonly beganMs?: number;
  readonly endedMs?: number;
}

/** What is going on in a plan, by the labels of its resources, in the order of the plan. */
export interface Board {
  readonly rows: PiecewiseMap<string, Row>;
  readonly steps: ReadonlyMap<StepId, Step>;
  /** undefined: it has not ended. */
  readonly outcomes: PiecewiseMap<StepId, Outcome | undefined>;
}

type StepEvent = Extract<Event, { readonly step: Step }>;

export function createBoard(plan: Plan): Board {
  const steps = new Map<string, Step[]>();
  for (const step of plan.steps)
    for (const label of labelsOf(step)) {
      const own = steps.get(label);
      if (own) own.push(step);
      else steps.set(label, [step]);
    }
  return {
    rows: PiecewiseMap.of([...steps].map(([label, own]) => [label, newRow(label, own)])),
    steps: new Map(plan.steps.map((step) => [step.id, step])),
    outcomes: PiecewiseMap.of(plan.steps.map(({ id }) => [id, undefined])),
  };
}

/** @returns the board after the event; the same one when the event is about another plan. */
export function applyToBoard(board: Board, event: StepEvent, nowMs: number): Board {
  const { step } = event;
  // A plan that was interrupted may still be finishing calls while the next one is shown (Ctrl-C twice: stop, kill).
  if (board.steps.get(step.id) !== step) return board;
  const outcomes = event.type === 'step-ended' ? board.outcomes.with(step.id, event.outcome) : board.outcomes;
  const next = { ...board, outcomes };
  let { rows } = board;
  for (const label of labelsOf(step))
    rows = rows.with(label, applyToRow(rowOf(board, label), event, next, nowMs));
  return { ...next, rows };
}

function applyToRow(row: Row, event: StepEvent, { steps, outcomes }: Board, nowMs: number): Row {
  const { step } = event;
  switch (event.type) {
    case 'step-started':
      return beginStep(row, step, nowMs);
    case 'step-progress':
      return noteProgress(row, event.progress, nowMs);
    case 'step-ended': {
      const { outcome } = event;
      const by = outcome.status === 'blocked' ? steps.get(outcome.by) : undefined;
      return endStep(row, {
        step,
        outcome,
        isLast: row.steps.every(({ id }) => outcomes.get(id)),
        blockedBy: by && labelOfStep(by),
        nowMs,
      });
    }
  }
}

export const linesOf = (board: Board): readonly Line[] =>
  board.rows.values().map((row) => lineOf(row, board));

/** The lines of a step whose state, words or details are others than before. */
export function changedLines(before: Board, after: Board, step: Step): readonly Line[] {
  if (before === after) return [];
  return labelsOf(step).flatMap((label) => {
    const row = rowOf(after, label);
    const { status, text, details } = rowOf(before, label);
    const same = status === row.status && text === row.text && details === row.details;
    return same || row.text === '' ? [] : [lineOf(row, after)];
  });
}

const labelsOf = ({ operation }: Step): readonly string[] => resourcesOf(operation).map(labelOf);

function rowOf({ rows }: Board, label: string): Row {
  const row = rows.get(label);
  if (!row) throw new Error(`${label} is not in the plan`);
  return row;
}

/** What engines, builders and programs say is part of it, so it is shown and not obeyed. */
const lineOf = (row: Row, board: Board): Line => ({
  label: visible(excerpt(row.label)),
  status: row.status,
  text: visible(row.text),
  details: disarm(row.details),
  waitsFor: row.status === 'pending' ? visible(waitsFor(row, board)) : '',
  building: [...row.building.values()].map(disarmStep),
  ...(row.beganMs !== undefined && { beganMs: row.beganMs }),
  ...(row.endedMs !== undefined && { endedMs: row.endedMs }),
});

const disarmStep = ({ name, item, lines, ...rest }: RunningStep): RunningStep => ({
  ...rest,
  name: disarm(name),
  item: disarm(item),
  lines: lines.map(disarm),
});

/** The predecessors of the next step of the resource that have not ended. */
function waitsFor({ steps: own }: Row, { steps, outcomes }: Board): string {
  const next = own.find(({ id, operation }) => !outcomes.get(id) && !isWait(operation));
  const waits = new Set<string>();
  for (const id of next?.after ?? []) {
    const operation = outcomes.get(id) ? undefined : steps.get(id)?.operation;
    const aim = operation && next ? aimOf(operation, next.operation) : undefined;
    if (aim !== undefined) waits.add(aim);
  }
  return waits.size === 0 ? '' : `waiting for ${[...waits].join(' and ')}`;
}

/** What `next` waits for in an operation on another service; undefined when that is only its turn. */
function aimOf(before: Operation, next: Operation): string | undefined {
  if (before.kind === 'wait-for') return `${before.service} ${CONDITIONS[before.condition].aim}`;
  if (before.kind !== next.kind || !('service' in before && 'service' in next)) return undefined;
  if (before.service === next.service) return undefined;
  if (before.kind === 'start-container') return `${before.service} to start`;
  return before.kind === 'stop-container' ? `${before.service} to stop` : undefined;
}
