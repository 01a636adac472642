import type { Failure } from '../../model/failure.ts';
import type { JsonMap } from '../../model/json.ts';
import { visible, visibleLines } from '../../util/disarm.ts';
import { palette } from '../text/colours.ts';
import type { ShowOptions } from '../text/show-options.ts';
import { failureToJson } from './failure-to-json.ts';
import { failureDetails } from './show-failure.ts';

export interface WhyReport {
  readonly project: string;
  readonly containers: number;
  readonly found: readonly { readonly kind: string; readonly failure: Failure }[];
}

/** One page: a block for each container that is not well, what others wait for last. */
export function showWhy({ project, containers, found }: WhyReport, { colour }: ShowOptions): string {
  const paint = palette(colour);
  if (found.length === 0)
    return `nothing is wrong with project ${visible(project)} (${containers} container${containers === 1 ? '' : 's'})\n`;
  return found
    .map(({ failure }) => [
      `${paint.red('✘')} ${paint.bold(visibleLines(failure.message))}`,
      ...failureDetails(failure, paint),
    ])
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** Every member is in docs/output.md. */
export const whyToJson = ({ project, containers, found }: WhyReport): JsonMap => ({
  project,
  containers,
  problems: found.map(({ kind, failure }) => {
    // It tells of no error of the command.
    const {
      type: _,
      error: __,
      code: ___,
      reason: ____,
      condition: _____,
      ...fields
    } = failureToJson(failure);
    return { kind, ...fields };
  }),
});
