import { countPending } from '../../model/page-services.ts';
import type { PageState } from '../../model/page-state.ts';
import { count } from '../../model/page-words.ts';
import { bold, type Line, muted, plain, toned } from '../screen/span.ts';
import type { Shown } from '../state/tui-state.ts';
import { atomicLines } from './atomic-lines.ts';
import { changeLines } from './change-lines.ts';
import { problemLines } from './problem-lines.ts';
import { runLines } from './run-lines.ts';
import { wrap } from './wrap.ts';

const BLANK: Line = [];

/** From the most urgent on: errors, the run, what is to be done, and what `check` says. */
export function planLines({ page, nowMs }: Pick<Shown, 'page' | 'nowMs'>, columns: number): readonly Line[] {
  const { problems, run } = page;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const others = problems.filter(({ severity }) => severity !== 'error');
  const parts: readonly (readonly Line[])[] = [
    ...errors.map((problem) => problemLines(problem, columns)),
    ...(run ? [runLines(run, nowMs, columns)] : []),
    ...pendingParts(page, columns),
    ...(others.length > 0 ? [[[bold('What check says')]]] : []),
    ...others.map((problem) => problemLines(problem, columns)),
  ];
  return parts.flatMap((part, index) => (index === 0 ? part : [BLANK, ...part]));
}

function pendingParts({ plan, project, readOnly }: PageState, columns: number): readonly (readonly Line[])[] {
  if (!plan) return [];
  const { changes, withheld, warnings, unchanged } = plan;
  const isEmpty = countPending(plan) === 0;
  const head: Line = isEmpty
    ? [bold('Nothing to do'), muted(`  ${project} is as its files say, ${unchanged} unchanged`)]
    : [
        bold(count(changes.length, 'change')),
        muted(`  ${unchanged} unchanged`),
        ...(readOnly || changes.length === 0 ? [] : [plain('  '), toned('accent', 'a applies them')]),
      ];
  return [
    [
      head,
      ...atomicLines(plan, columns),
      ...warnings.flatMap((warning) => wrap(`▲ ${warning}`, columns, { tone: 'warn' }, '  ')),
    ],
    ...changes.map((change) => changeLines(change, columns)),
    ...withheld.map(({ kind, name, flag, warning }) => [
      [toned('bad', `! ${kind} `), bold(name), toned('bad', ' is left as it is')],
      ...wrap(warning, columns - 4).map((line) => [plain('    '), ...line]),
      [muted('    gantry up -d '), plain(flag)],
    ]),
  ];
}
