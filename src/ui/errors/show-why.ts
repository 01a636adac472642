import type { Failure } from '../../model/failure.ts';
import type { JsonMap } from '../../model/json.ts';
import { visible, visibleLines } from '../../util/disarm.ts';
import { palette } from '../text/colours.ts';
import type { ShowOptions } from '../text/show-options.ts';
import { failureToJson } from './failure-to-json.ts';
import { failureDetails } from './show-failure.ts';

export interface WhyReport {
  readonly project: string;
  readonly counted: 'container' | 'task';
  /** How many of these were looked at. */
  readonly count: number;
  readonly found: readonly { readonly kind: string; readonly failure: Failure }[];
}

/** One page: a block for each container, or service of a swarm, that is not well or not at work, what others wait for first. */
export function showWhy({ project, counted, count, found }: WhyReport, { colour }: ShowOptions): string {
  const paint = palette(colour);
  const well = `nothing is wrong with project ${visible(project)} (${count} ${counted}${count === 1 ? '' : 's'})`;
  if (found.length === 0) return `${well}\n`;
  const blocks = found.map(({ failure }) => {
    const sign = isProblem(failure) ? paint.red('✘') : paint.yellow('•');
    return [`${sign} ${paint.bold(visibleLines(failure.message))}`, ...failureDetails(failure, paint)];
  });
  const head = found.some(({ failure }) => isProblem(failure)) ? [] : [[`${well}, but:`]];
  return [...head, ...blocks].map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** Others are notes. */
export const isProblem = ({ severity }: Pick<Failure, 'severity'>): boolean => severity === 'error';

/** Every member is in docs/output.md. */
export const whyToJson = ({ project, counted, count, found }: WhyReport): JsonMap => ({
  project,
  [`${counted}s`]: count,
  problems: found.filter(({ failure }) => isProblem(failure)).map(oneToJson),
  notes: found.filter(({ failure }) => !isProblem(failure)).map(oneToJson),
});

function oneToJson({ kind, failure }: WhyReport['found'][number]): JsonMap {
  // It tells of no error of the command.
  const {
    type: _,
    error: __,
    code: ___,
    reason: ____,
    condition: _____,
    ...fields
  } = failureToJson({ ...failure, severity: 'error' });
  return { kind, ...fields };
}
