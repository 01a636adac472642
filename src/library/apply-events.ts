import type { Event } from '../model/event.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Step } from '../model/plan.ts';
import { labelOf, resourcesOf } from '../ui/plan/resource-of.ts';
import { wordsFor } from '../ui/plan/wording.ts';

/** What happens while a plan runs. New members, and new kinds of events, may come. */
export type ApplyEvent =
  | (AboutStep & {
      readonly type: 'step';
      /** `skipped`: there was nothing to do after all. `blocked`: a step before it failed. */
      readonly state: 'started' | 'done' | 'skipped' | 'failed' | 'blocked' | 'cancelled';
      /** `Starting`, `Started`; of a step that failed, why. */
      readonly text: string;
    })
  | (AboutStep & {
      readonly type: 'progress';
      /** `Downloading`, a line of a build. */
      readonly text: string;
      /** A part of the whole, such as a layer of an image. */
      readonly part?: string;
      readonly currentBytes?: number;
      readonly totalBytes?: number;
    })
  | { readonly type: 'warning'; readonly text: string };

/** A step that changes several resources has an event for each of them. */
interface AboutStep {
  /** `Container shop-web-1` */
  readonly resource: string;
  /** From 1 within the plan, as in its JSON. */
  readonly step: number;
  /** `create-container`, `wait-for` … */
  readonly operation: string;
}

/** @internal @param hide takes the secrets of the project out of a text */
export function applyEventsOf(event: Event, hide: (text: string) => string): readonly ApplyEvent[] {
  switch (event.type) {
    case 'step-started': {
      const { doing } = wordsFor(event.step.operation);
      return about(event.step).map((step) => ({ ...step, type: 'step', state: 'started', text: doing }));
    }
    case 'step-ended': {
      const { status } = event.outcome;
      const text = hide(textOf(event.step, event.outcome));
      return about(event.step).map((step) => ({ ...step, type: 'step', state: status, text }));
    }
    case 'step-progress': {
      const { text, part, currentBytes, totalBytes } = event.progress;
      const progress = {
        text: hide(text),
        ...(part !== undefined && { part: hide(part) }),
        ...(currentBytes !== undefined && { currentBytes }),
        ...(totalBytes !== undefined && { totalBytes }),
      };
      return about(event.step).map((step) => ({ ...step, type: 'progress', ...progress }));
    }
    case 'warning':
      return [{ type: 'warning', text: hide(event.message) }];
    default:
      return [];
  }
}

const about = ({ id, operation }: Step): readonly AboutStep[] =>
  resourcesOf(operation).map((resource) => ({
    resource: labelOf(resource),
    step: id,
    operation: operation.kind,
  }));

function textOf({ operation }: Step, outcome: Outcome): string {
  switch (outcome.status) {
    case 'done':
      return wordsFor(operation).done;
    case 'skipped':
      return 'Unchanged';
    case 'failed':
      return outcome.error.message;
    case 'blocked':
      return 'Blocked';
    case 'cancelled':
      return 'Cancelled';
  }
}
