import type { Event, Progress } from '../../model/event.ts';
import type { StepId } from '../../model/ids.ts';
import type { Operation } from '../../model/operation.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Plan, Resource, Step } from '../../model/plan.ts';
import { labelOf, labelOfStep, resourcesOf } from '../plan/resource-of.ts';
import { CONDITIONS, wordsFor } from '../plan/wording.ts';
import { describeProgress, shortCause } from './line-details.ts';

export type LineStatus = 'pending' | 'working' | 'done' | 'warning' | 'error' | 'blocked' | 'cancelled';

/** Everything that happens to one resource, folded into one line. */
export interface Line {
  readonly label: string;
  readonly status: LineStatus;
  /** Empty while nothing has happened. */
  readonly text: string;
  readonly details: string;
  /** `waiting for db to be healthy`; empty when it waits for nobody, or only for its turn. */
  readonly waitsFor: string;
  readonly beganMs?: number;
  readonly endedMs?: number;
}

interface Row {
  readonly label: string;
  readonly steps: readonly Step[];
  /** Made anew under the same name: the steps in between are of no interest. */
  readonly replaced: boolean;
  status: LineStatus;
  text: string;
  details: string;
  readonly parts: Map<string, Progress>;
  beganMs?: number;
  endedMs?: number;
}

/** What is going on, by resource, in the order of the plan. Takes in events, and says which lines each one changed. */
export class Board {
  readonly #rows = new Map<string, Row>();
  readonly #byId = new Map<StepId, Step>();
  readonly #ended = new Map<StepId, Outcome>();

  constructor(plan: Plan) {
    const steps = new Map<string, Step[]>();
    for (const step of plan.steps) {
      this.#byId.set(step.id, step);
      for (const resource of resourcesOf(step.operation)) {
        const label = labelOf(resource);
        steps.set(label, [...(steps.get(label) ?? []), step]);
      }
    }
    for (const [label, its] of steps)
      this.#rows.set(label, {
        label,
        steps: its,
        replaced: isReplacement(its),
        status: 'pending',
        text: '',
        details: '',
        parts: new Map(),
      });
  }

  get lines(): readonly Line[] {
    return [...this.#rows.values()].map((row) => ({
      label: row.label,
      status: row.status,
      text: row.text,
      details: row.details,
      waitsFor: row.status === 'pending' ? this.#waitsFor(row) : '',
      ...(row.beganMs !== undefined && { beganMs: row.beganMs }),
      ...(row.endedMs !== undefined && { endedMs: row.endedMs }),
    }));
  }

  /** @returns the lines whose state is another one now; progress within a state does not count. */
  apply(event: Event, nowMs: number): readonly Line[] {
    if (!('step' in event)) return [];
    const { step } = event;
    // A plan that was interrupted may still be finishing calls while the next one is shown (Ctrl-C twice: stop, kill).
    if (this.#byId.get(step.id) !== step) return [];
    if (event.type === 'step-progress') this.#progress(step, event.progress);
    if (event.type === 'step-progress') return [];
    if (event.type === 'step-ended') this.#ended.set(step.id, event.outcome);
    const changed: string[] = [];
    for (const resource of resourcesOf(step.operation)) {
      const row = this.#row(resource);
      const before = `${row.status} ${row.text} ${row.details}`;
      if (event.type === 'step-started') begin(row, step, nowMs);
      else this.#end(row, step, event.outcome, nowMs);
      if (row.text !== '' && before !== `${row.status} ${row.text} ${row.details}`) changed.push(row.label);
    }
    return changed.length === 0 ? [] : this.lines.filter(({ label }) => changed.includes(label));
  }

  #row(resource: Resource): Row {
    const row = this.#rows.get(labelOf(resource));
    if (!row) throw new Error(`${labelOf(resource)} is not in the plan`);
    return row;
  }

  #progress(step: Step, progress: Progress): void {
    for (const resource of resourcesOf(step.operation)) {
      const row = this.#row(resource);
      if (progress.part !== undefined) row.parts.set(progress.part, progress);
      row.details = describeProgress(progress, row.parts);
    }
  }

  #end(row: Row, step: Step, outcome: Outcome, nowMs: number): void {
    const over = row.steps.every(({ id }) => this.#ended.has(id));
    if (over && row.beganMs !== undefined) row.endedMs = nowMs;
    // What went wrong with a resource stays, whatever becomes of the steps behind.
    if (row.status === 'error' || row.status === 'blocked') return;
    switch (outcome.status) {
      case 'done':
        row.details = '';
        row.text = wordsWithin(row, step)?.done ?? row.text;
        row.status = over ? 'done' : 'pending';
        break;
      case 'skipped':
        if (over && row.text === '') row.text = 'Unchanged';
        if (over) row.status = 'done';
        break;
      case 'failed':
        row.status = step.optional ? 'warning' : 'error';
        row.text = step.optional ? 'Skipped' : 'Error';
        row.details = shortCause(outcome.error, row.label);
        break;
      case 'blocked': {
        // A wait that could not begin says nothing about the container that was to be waited for.
        const by = this.#byId.get(outcome.by);
        if (step.operation.kind === 'wait-for' && row.text === '') break;
        row.status = step.optional ? 'warning' : 'blocked';
        row.text = step.optional ? 'Skipped' : 'Blocked';
        row.details = by ? `by ${labelOfStep(by)}` : '';
        break;
      }
      case 'cancelled':
        row.status = 'cancelled';
        row.text = 'Cancelled';
        row.details = '';
    }
  }

  /** What the next step of the resource comes after and that is not there yet. */
  #waitsFor(row: Row): string {
    const next = row.steps.find(({ id, operation }) => !this.#ended.has(id) && operation.kind !== 'wait-for');
    const waits = new Set<string>();
    for (const id of next?.after ?? []) {
      const operation = this.#ended.has(id) ? undefined : this.#byId.get(id)?.operation;
      const aim = operation && next ? aimOf(operation, next.operation) : undefined;
      if (aim !== undefined) waits.add(aim);
    }
    return waits.size === 0 ? '' : `waiting for ${[...waits].join(' and ')}`;
  }
}

/** What `next` waits for in an operation on another service; undefined when that is only its turn. */
function aimOf(before: Operation, next: Operation): string | undefined {
  if (before.kind === 'wait-for') return `${before.service} ${CONDITIONS[before.condition].aim}`;
  if (before.kind !== next.kind || !('service' in before && 'service' in next)) return undefined;
  if (before.service === next.service) return undefined;
  if (before.kind === 'start-container') return `${before.service} to start`;
  return before.kind === 'stop-container' ? `${before.service} to stop` : undefined;
}

function begin(row: Row, step: Step, nowMs: number): void {
  row.beganMs ??= nowMs;
  if (row.status === 'error' || row.status === 'blocked') return;
  row.status = 'working';
  row.text = wordsWithin(row, step)?.doing ?? row.text;
  row.details = '';
}

/** A replacement is told as one thing. @returns undefined for what is left unsaid. */
function wordsWithin(row: Row, step: Step): { readonly doing: string; readonly done: string } | undefined {
  const { kind } = step.operation;
  if (!row.replaced || kind === 'start-container' || kind === 'wait-for') return wordsFor(step.operation);
  const last = row.steps.some(({ operation }) => operation.kind === 'rename-container')
    ? 'rename-container'
    : 'create-container';
  if (kind === last) return { doing: 'Recreate', done: 'Recreated' };
  return row.text === '' ? { doing: 'Recreate', done: 'Recreate' } : undefined;
}

/** Created and removed under one name, in one plan. */
function isReplacement(steps: readonly Step[]): boolean {
  const kinds = steps.map(({ operation }) => operation.kind);
  return kinds.includes('create-container') && kinds.includes('remove-container');
}
