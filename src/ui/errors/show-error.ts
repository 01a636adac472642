import { codeFrame } from '../../diagnostics/code-frame.ts';
import { knownError } from '../../diagnostics/file-error.ts';
import { InternalError } from '../../diagnostics/internal-error.ts';
import type { Problem } from '../../diagnostics/problem.ts';
import { positionOf, showPlace } from '../../diagnostics/source.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { visible, visibleLines } from '../../util/disarm.ts';
import { type Palette, palette } from '../text/colours.ts';
import type { ShowOptions } from '../text/show-options.ts';
import { describeFailure } from './describe-failure.ts';
import { showFailures } from './show-failure.ts';

/** The text of an error: the problem, its place, and a hint. Ends with a line end. */
export function showError(reported: unknown, { colour }: ShowOptions): string {
  const error = knownError(reported);
  const paint = palette(colour);
  if (error instanceof SpecError) return showProblems(error.problems, { colour });
  if (error instanceof UserError) return showFailures([describeFailure(error)], { colour });
  return showInternal(error, paint);
}

/** Each problem with its place, its line, and what to write instead. Empty without problems. */
export function showProblems(problems: readonly Problem[], { colour }: ShowOptions): string {
  const paint = palette(colour);
  return problems.map((problem) => `${showProblem(problem, paint)}\n`).join('');
}

/** Found often, and understood without the line of the file: the place is enough. */
const ONE_LINE: ReadonlySet<Problem['code']> = new Set(['unset-variable']);

/** As `showProblems`, but what needs no more is one line each: for commands that do something else than look at the files. */
export function showWarnings(warnings: readonly Problem[], { colour }: ShowOptions): string {
  const paint = palette(colour);
  return warnings
    .map(
      (warning) => `${ONE_LINE.has(warning.code) ? oneLine(warning, paint) : showProblem(warning, paint)}\n`,
    )
    .join('');
}

function oneLine({ code, message, at, hint }: Problem, paint: Palette): string {
  const place = at ? `${paint.bold(visible(showPlace(at)))}: ` : '';
  const advice = hint === undefined ? '' : ` (${visible(hint)})`;
  return `${place}${paint.yellow('warning:')} ${visible(message)}${advice} ${paint.dim(`(${code})`)}`;
}

const COLOURS = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

function showProblem({ code, severity, message, at, hint }: Problem, paint: Palette): string {
  const mark = paint[COLOURS[severity]];
  const lines = [`${mark(`${severity}:`)} ${visible(message)} ${paint.dim(`(${code})`)}`];
  if (at) {
    const { line, column } = positionOf(at.source, at.start);
    lines.unshift(paint.bold(`${visible(at.source.name)}:${line}:${column}`));
    lines.push(codeFrame(at, { dim: paint.dim, mark }));
  }
  if (hint !== undefined) lines.push(`  ${paint.cyan('hint:')} ${visibleLines(hint)}`);
  return lines.join('\n');
}

/** Any error that is not meant for the user is a bug, and its report needs the stack. */
function showInternal(error: unknown, paint: Palette): string {
  const known = error instanceof Error ? error : new Error(String(error));
  const shown = known instanceof InternalError ? known : new InternalError(known.message, { cause: known });
  const stack = (known.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return [paint.red(visibleLines(shown.message)), ...stack.map(paint.dim), ''].join('\n');
}
