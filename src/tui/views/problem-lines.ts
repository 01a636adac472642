import type { PageFailure, PageProblem } from '../../model/page-state.ts';
import { disarm } from '../../util/disarm.ts';
import { bold, type Line, muted, plain, type Tone, toned } from '../screen/span.ts';
import { wrap } from './wrap.ts';

const TONES: { readonly [S in PageProblem['severity']]: Tone } = {
  error: 'bad',
  warning: 'warn',
  info: 'muted',
};
const SHAPES: { readonly [S in PageProblem['severity']]: string } = { error: '✕', warning: '▲', info: '·' };

/** What is wrong, where, and what to do. */
export function problemLines(problem: PageProblem, columns: number): readonly Line[] {
  const { severity, code, message, at, excerpt, hint } = problem;
  const shape = SHAPES[severity];
  return [
    ...wrap(`${shape} ${message}`, columns, { tone: TONES[severity], bold: true }, '  '),
    ...(at === undefined
      ? []
      : [[plain('  '), toned('accent', at), ...(code === undefined ? [] : [muted(`  ${code}`)])]]),
    ...(excerpt ? [excerptLine(excerpt, columns - 4, TONES[severity])] : []),
    ...(hint === undefined
      ? []
      : wrap(`→ ${hint}`, columns - 2, {}, '  ').map((line) => [plain('  '), ...line])),
  ];
}

/** The line of the file, from so far on that what is meant is in sight. */
function excerptLine(
  { text, start, end }: NonNullable<PageProblem['excerpt']>,
  columns: number,
  tone: Tone,
): Line {
  const cut = end > columns ? Math.max(0, start - Math.floor(columns / 3)) : 0;
  return [
    muted('  │ '),
    ...(cut > 0 ? [muted('…')] : []),
    plain(text.slice(cut, start)),
    { ...bold(text.slice(start, end)), tone },
    plain(text.slice(end)),
  ];
}

/** With what the container wrote, and what was not done because of it. */
export function failureLines(failure: PageFailure, columns: number): readonly Line[] {
  const { path, output, blocked } = failure;
  return [
    ...problemLines(failure, columns),
    ...(path.length > 1 ? [[muted(`  ${path.join(' → ')}`)]] : []),
    ...output.map((line): Line => [muted('  │ '), plain(disarm(line))]),
    ...(blocked.length > 0
      ? wrap(`not done because of it: ${blocked.join(', ')}`, columns - 2, { tone: 'muted' }).map((line) => [
          plain('  '),
          ...line,
        ])
      : []),
  ];
}
