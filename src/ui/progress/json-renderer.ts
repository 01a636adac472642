import type { BuildMoment, Event } from '../../model/event.ts';
import type { Json } from '../../model/json.ts';
import { isExcused, type Outcome } from '../../model/outcome.ts';
import type { Plan, Step } from '../../model/plan.ts';
import { excerpt } from '../../util/excerpt.ts';
import { describeFailure } from '../errors/describe-failure.ts';
import { labelOf, labelOfStep, resourcesOf } from '../plan/resource-of.ts';
import { wordsFor } from '../plan/wording.ts';
import type { Output } from '../text/output.ts';
import { firstLine } from './line-details.ts';
import type { Renderer } from './renderer.ts';

type Fields = { readonly [key: string]: Json };

/**
 * One JSON object a line.
 *
 * Shape: `type` says which: `plan`, `step`, `progress`, `warning`, `notice`, `end`; all are in docs/output.md, also those that come from elsewhere. Where there is a resource, `id`,
 *        `status` (`Working`, `Done`, `Warning`, `Error`) and `text` are docker compose's, so that what reads its
 *        output reads ours. Members may be added, but none changes its meaning.
 */
export function createJsonRenderer(out: Output): Renderer {
  const steps = new Map<number, Step>();
  const write = (fields: Fields): void => out.write(`${JSON.stringify(fields)}\n`);

  return {
    handle(event) {
      if (event.type === 'plan-started') for (const step of event.plan.steps) steps.set(step.id, step);
      for (const fields of describe(event, steps)) write(fields);
      return out.drained();
    },
    printAbove(lines) {
      lines();
      return undefined;
    },
    close() {},
  };
}

function describe(event: Event, steps: ReadonlyMap<number, Step>): readonly Fields[] {
  switch (event.type) {
    case 'plan-started':
      return [
        describePlan(event.plan),
        ...event.plan.warnings.map((text) => ({ type: 'warning', status: 'Warning', text })),
      ];
    case 'step-started':
      return ids(event.step).map((id) => ({
        type: 'step',
        id,
        status: 'Working',
        text: wordsFor(event.step.operation).doing,
        ...about(event.step),
      }));
    case 'step-progress': {
      const { text, part, currentBytes: current, totalBytes: total, build } = event.progress;
      return ids(event.step).map((id) => ({
        type: 'progress',
        id: part ?? id,
        ...(part !== undefined && { parent_id: id }),
        status: build ? BUILD_STATUS[build.what] : 'Working',
        text,
        ...(build && {
          build_step: build.step,
          build_event: build.what,
          ...(build.seconds !== undefined && { seconds: Math.round(build.seconds * 1000) / 1000 }),
          ...(build.complete && { complete: true }),
        }),
        ...(current !== undefined && { current }),
        ...(total !== undefined && { total }),
        ...(current !== undefined && total && { percent: Math.floor((100 * current) / total) }),
        ...about(event.step),
      }));
    }
    case 'step-ended':
      return ids(event.step).map((id) => ({
        type: 'step',
        id,
        ...describeOutcome(event.step, event.outcome, steps),
        outcome: event.outcome.status,
        ...about(event.step),
      }));
    case 'plan-ended':
      return [{ type: 'end', ...countOutcomes(event.outcomes), unchanged: event.plan.unchanged.length }];
    case 'warning':
      return [{ type: 'warning', status: 'Warning', text: event.message }];
    case 'notice':
      return [{ type: 'notice', text: event.message }];
  }
}

/** Of a step of a builder, in docker compose's words. */
const BUILD_STATUS: { readonly [W in BuildMoment['what']]: string } = {
  builder: 'Working',
  begun: 'Working',
  line: 'Working',
  item: 'Working',
  warning: 'Warning',
  done: 'Done',
  cached: 'Done',
  failed: 'Error',
  cancelled: 'Error',
};

const ids = ({ operation }: Step): readonly string[] => resourcesOf(operation).map(labelOf);

const about = ({ id, operation }: Step): Fields => ({ step: id, operation: operation.kind });

const describePlan = ({ verb, project, steps, unchanged }: Plan): Fields => ({
  type: 'plan',
  verb,
  project,
  steps: steps.length,
  unchanged: unchanged.map(labelOf),
});

function describeOutcome(step: Step, outcome: Outcome, steps: ReadonlyMap<number, Step>): Fields {
  switch (outcome.status) {
    case 'done':
      return { status: 'Done', text: wordsFor(step.operation).done };
    case 'skipped':
      return { status: 'Done', text: 'Unchanged' };
    case 'failed': {
      const isWarning = isExcused(step, outcome);
      return {
        status: isWarning ? 'Warning' : 'Error',
        text: isWarning ? 'Skipped' : 'Error',
        details: excerpt(firstLine(outcome.error.message)),
        error: briefly(outcome.error),
      };
    }
    case 'blocked': {
      const by = steps.get(outcome.by);
      const details = by ? { details: `by ${labelOfStep(by)}` } : {};
      return { status: step.optional ? 'Warning' : 'Error', text: 'Blocked', ...details, by: outcome.by };
    }
    case 'cancelled':
      return { status: 'Error', text: 'Cancelled' };
  }
}

/** The whole failure is reported when the plan has ended, in a line of its own: only then is it known what it blocks. */
function briefly(error: Error): Fields {
  const { code, message } = describeFailure(error);
  return { error: true, ...(code !== undefined && { code }), message: excerpt(message) };
}

function countOutcomes(outcomes: readonly Outcome[]): Fields {
  const amount = (status: Outcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return {
    done: amount('done'),
    skipped: amount('skipped'),
    failed: amount('failed'),
    blocked: amount('blocked'),
    cancelled: amount('cancelled'),
  };
}
