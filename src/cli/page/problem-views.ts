import { commandHint, hintText } from '../../diagnostics/hint.ts';
import type { Problem } from '../../diagnostics/problem.ts';
import { lineOf, positionOf, type Span, showPlace } from '../../diagnostics/source.ts';
import type { Failure } from '../../model/failure.ts';
import type { PageFailure, PageProblem } from '../../model/page-state.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { serviceAt } from '../../serve/view/service-at.ts';
import { completeHint } from '../context/complete-hint.ts';
import type { Globals } from '../context/globals.ts';

/** More is no line that anybody wrote. */
const LONGEST_LINE = 400;

export const problemView = ({ severity, code, message, at, hint }: Problem): PageProblem => ({
  severity,
  code,
  message,
  ...serviceView(at),
  ...placeView(at),
  ...hintView(code, hint),
});

/** Who is in the folder of no project may want to see all of them. */
function hintView(code: Problem['code'], hint: Problem['hint']): Pick<PageProblem, 'hint'> {
  const hints = hint === undefined ? [] : [hint];
  if (code === 'no-compose-file')
    hints.push(
      `all projects of the engine are on the page of \`${hintText(commandHint('gantry', 'ui', '--all'))}\``,
    );
  return hints.length === 0 ? {} : { hint: hints.join('; ') };
}

/**
 * @param globals say which project the commands in its hint are about
 * @param hide takes the secrets of the project out of what the engine says, and containers wrote
 */
export function failureView(failure: Failure, globals: Globals, hide: Hide): PageFailure {
  const { severity, code, message, step, service, container, path, output, report, blocked, at, hint } =
    failure;
  return {
    severity,
    ...(code !== undefined && { code }),
    message: hide(message),
    ...placeView(at),
    ...(hint !== undefined && { hint: hintText(completeHint(hint, globals, hide)) }),
    ...(step && { step: step.number }),
    ...(service !== undefined && { service }),
    ...(container !== undefined && { container }),
    path,
    output: (report?.lastLines ?? output).map(hide),
    blocked,
  };
}

function serviceView(at: Span | undefined): Pick<PageProblem, 'service'> {
  const service = at && serviceAt(at);
  return service === undefined ? {} : { service };
}

/** With the line of the file, which has no secret any more. */
function placeView(at: Span | undefined): Pick<PageProblem, 'at' | 'excerpt'> {
  if (!at) return {};
  const { line, column } = positionOf(at.source, at.start);
  const text = (lineOf(at.source, line) ?? '').slice(0, LONGEST_LINE);
  const start = Math.min(column - 1, text.length);
  const end = Math.min(start + Math.max(1, at.end - at.start), text.length);
  return { at: showPlace(at), ...(text.trim() !== '' && { excerpt: { text, start, end } }) };
}
