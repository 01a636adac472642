import { codeFrame } from '../../diagnostics/code-frame.ts';
import { hintText } from '../../diagnostics/hint.ts';
import { showPlace } from '../../diagnostics/source.ts';
import type { Failure } from '../../model/failure.ts';
import { visible, visibleLines } from '../../util/disarm.ts';
import { CONDITIONS } from '../plan/wording.ts';
import { type Palette, palette } from '../text/colours.ts';
import { quote } from '../text/quote.ts';
import type { ShowOptions } from '../text/show-options.ts';
import { waitDetails } from './wait-details.ts';

/** One block for each failure: the cause, the blocked resources, and the next step. Empty without failures. */
export function showFailures(failures: readonly Failure[], { colour }: ShowOptions): string {
  const paint = palette(colour);
  return failures.map((failure) => `${showFailure(failure, paint).join('\n')}\n`).join('');
}

/**
 * What failed, and all that follows from it; then what explains it, which stands last, where the eye is: details, the setting
 * that may be wrong, and the hint. All lines but the first are indented.
 */
function showFailure(failure: Failure, paint: Palette): readonly string[] {
  const { severity, code, message, step, report } = failure;
  const kind = severity === 'error' ? paint.red('error:') : paint.yellow('warning:');
  // The message of a wait names the condition already.
  const what = step && !report ? visible(`${step.label}: ${step.doing} failed: `) : '';
  // The message of a bug says so already.
  const head = code === undefined ? '' : `${kind} ${what}`;
  return [
    `${head}${visibleLines(message)}${code === undefined ? '' : ` ${paint.dim(`(${code})`)}`}`,
    ...failureDetails(failure, paint),
  ];
}

/** All lines but the first. */
export function failureDetails(failure: Failure, paint: Palette): readonly string[] {
  const { severity, path, report, log, engineSays, blocked, awaits = [], at, hint } = failure;
  const mark = severity === 'error' ? paint.red : paint.yellow;
  return [
    // If there are only two, the line about the wait names them.
    ...(path.length > 2 ? [`  needed by: ${visible(path.join(' → '))}`] : []),
    ...blockedDetails(blocked),
    ...awaits.map(
      ({ service, condition, state }) =>
        `  waits for ${visible(service)} ${CONDITIONS[condition].aim}: ${visible(stateWords(state))}`,
    ),
    ...outputDetails(failure, paint),
    ...(log === undefined ? [] : [`  the whole build: ${visible(log)}`]),
    ...(report ? waitDetails(report, paint) : []),
    ...(engineSays === undefined ? [] : [paint.dim(`  the engine says: ${visibleLines(engineSays)}`)]),
    ...(at ? [`  ${paint.bold(visible(showPlace(at)))}`, codeFrame(at, { dim: paint.dim, mark })] : []),
    ...(hint === undefined ? [] : [`  ${paint.cyan('try:')} ${visibleLines(hintText(hint))}`]),
  ];
}

function stateWords(state: string): string {
  if (state === 'missing') return 'it does not exist';
  if (state === 'created') return 'it was never started';
  return /^exited\b/.test(state) ? `it has ${state}` : `it is ${state}`;
}

/** A tool may write its cause long before it gives up. */
function outputDetails({ output, firstErrors, blocked }: Failure, paint: Palette): readonly string[] {
  const first =
    firstErrors.length === 0
      ? []
      : ['  the first lines that look like errors:', ...quote(firstErrors, paint)];
  if (output.length === 0) return first;
  // Below what is not done they would read as part of it.
  const heading = first.length > 0 || blocked.length > 0 ? ['  the last lines:'] : [];
  return [...first, ...heading, ...quote(output, paint)];
}

const MOST_BLOCKED = 8;

function blockedDetails(blocked: readonly string[]): readonly string[] {
  if (blocked.length === 0) return [];
  const shown = blocked.length > MOST_BLOCKED + 1 ? blocked.slice(0, MOST_BLOCKED) : blocked;
  const rest = blocked.length - shown.length;
  return [
    '  not done because of it:',
    ...shown.map((label) => `    ${visible(label)}`),
    ...(rest === 0 ? [] : [`    and ${rest} more`]),
  ];
}
