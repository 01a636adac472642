import type { PageRelease } from '../../model/page-history.ts';
import { utcText } from '../../model/page-time.ts';
import { duration } from '../../model/page-words.ts';
import type { CellGrid } from '../screen/cell-grid.ts';
import { bold, type Line, muted, plain, type Span, toned } from '../screen/span.ts';
import { chosenRelease, releasesOf } from '../state/history.ts';
import type { ReleasePair, Shown, TuiState } from '../state/tui-state.ts';
import { type Area, drawLines } from './area.ts';
import { wrap } from './wrap.ts';

/** The releases, one of them, or what differs between two. @returns the last possible `top` */
export function drawHistory(grid: CellGrid, area: Area, state: TuiState, shown: Shown): number {
  const { open } = state.history;
  const chosen = chosenRelease(state, shown);
  if (open === undefined || !chosen) {
    drawList(grid, area, state, shown);
    return 0;
  }
  const lines =
    open === 'release' ? releaseLines(chosen, area.width) : differenceLines(open, shown, area.width);
  return drawLines(grid, area, lines, state.top);
}

/** What is said of them all stands above them; the selected one is always in sight. */
function drawList(grid: CellGrid, area: Area, state: TuiState, shown: Shown): void {
  const releases = releasesOf(shown);
  const notes = noteLines(shown, area.width).slice(0, Math.max(0, area.height - 3));
  drawLines(grid, area, notes, 0);
  const list = { ...area, row: area.row + notes.length, height: area.height - notes.length };
  const chosen = chosenRelease(state, shown);
  const rows = releases.flatMap((release) => [
    { release, line: rowLine(release, state.history.marked) },
    ...release.movedBefore.map((text) => ({ release: undefined, line: movedLine(text) })),
  ]);
  const at = rows.findIndex(({ release }) => release !== undefined && release === chosen);
  const first = Math.max(0, Math.min(rows.length - list.height, at - Math.floor(list.height / 2)));
  for (const [index, { line }] of rows.slice(first, first + list.height).entries()) {
    grid.put(list.row + index, list.column, line, list.width);
    if (first + index === at) grid.invert(list.row + index, list.column, list.width);
  }
}

function noteLines({ history: { known, trouble } }: Shown, columns: number): readonly Line[] {
  const warn = (text: string): readonly Line[] => wrap(`▲ ${text}`, columns, { tone: 'warn' }, '  ');
  if (trouble !== undefined) return warn(trouble);
  if (!known) return [[muted('the history is read …')]];
  const { releases, interrupted, unreadable, movedSince } = known;
  return [
    ...(releases.length === 0
      ? wrap('Nothing is kept yet: the next apply that changes something is the first release.', columns, {
          tone: 'muted',
        })
      : []),
    ...(interrupted === undefined ? [] : warn(interrupted)),
    ...unreadable.flatMap(warn),
    ...movedSince.map(movedLine),
  ];
}

const movedLine = (text: string): Line => [muted(`    ≠ meanwhile: ${text}`)];

function rowLine(
  { number, at, outcome, command, changes, failures, by }: PageRelease,
  marked: number | undefined,
): Line {
  const [failure] = failures;
  return [
    marked === number ? toned('accent', '› ') : plain('  '),
    bold(String(number).padStart(3)),
    plain('  '),
    outcomeSpan(outcome),
    plain('  '),
    muted(utcText(at).slice(0, 16)),
    plain(`  ${command.replace(/^gantry /, '')}  `),
    ...(failure === undefined ? [muted(`${changes.length} changed, by ${by}`)] : [toned('bad', failure)]),
  ];
}

const outcomeSpan = (outcome: string): Span =>
  outcome === 'done' ? toned('ok', '✓ done') : toned('bad', `✕ ${outcome}`);

function releaseLines(release: PageRelease, columns: number): readonly Line[] {
  const {
    number,
    at,
    tookMs,
    by,
    command,
    commit,
    outcome,
    changes,
    failures,
    movedBefore,
    canBeGoneBackTo,
  } = release;
  return [
    [bold(`${number}. ${command}`), plain('  '), outcomeSpan(outcome)],
    [muted([utcText(at), by, duration(tookMs), ...(commit === undefined ? [] : [commit])].join(' · '))],
    ...failures.flatMap((failure) => wrap(`✕ ${failure}`, columns, { tone: 'bad' }, '  ')),
    ...changes.flatMap((change) => wrap(`· ${change}`, columns, {}, '  ')),
    ...movedBefore.flatMap((text) => wrap(`≠ before it: ${text}`, columns, { tone: 'muted' }, '  ')),
    ...(canBeGoneBackTo ? [] : [[muted('nothing can go back to it')]]),
  ];
}

function differenceLines(
  { from, to }: ReleasePair,
  { history: { compared } }: Shown,
  columns: number,
): readonly Line[] {
  if (compared?.from !== from || compared.to !== to) return [[muted(`comparing ${from} with ${to} …`)]];
  const { differences } = compared;
  if (differences.length === 0)
    return [[plain(`Releases ${from} and ${to} made the project into the same.`)]];
  return [
    [bold(`What differs between releases ${from} and ${to}`)],
    ...differences.flatMap(({ path, ...values }) => [
      [plain(path)],
      ...wrap(`− ${values.from ?? '–'}`, columns - 4, { tone: 'bad' }, '  ').map(indented),
      ...wrap(`+ ${values.to ?? '–'}`, columns - 4, { tone: 'ok' }, '  ').map(indented),
    ]),
  ];
}

const indented = (line: Line): Line => [plain('    '), ...line];
