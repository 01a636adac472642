import type { PageRelease } from '../../model/page-history.ts';
import type { Pressed, Shown, TuiState } from './tui-state.ts';

type Position = TuiState['history'];

const only = (state: TuiState): Pressed => [state, []];
const say = (state: TuiState, notice: string): Pressed => [{ ...state, notice }, []];

/** The newest first. */
export const releasesOf = ({ history }: Pick<Shown, 'history'>): readonly PageRelease[] =>
  history.known?.releases ?? [];

/** The release that keys act on. @returns undefined: there is none */
export function chosenRelease(
  { history: { at } }: TuiState,
  shown: Pick<Shown, 'history'>,
): PageRelease | undefined {
  const releases = releasesOf(shown);
  return releases.find(({ number }) => number === at) ?? releases[0];
}

export function moveRelease(state: TuiState, by: number, shown: Shown): TuiState {
  const releases = releasesOf(shown);
  const chosen = chosenRelease(state, shown);
  if (!chosen) return state;
  const next = releases[Math.min(releases.length - 1, Math.max(0, releases.indexOf(chosen) + by))];
  return next ? { ...state, history: { ...state.history, at: next.number } } : state;
}

export function openRelease(state: TuiState, shown: Shown): Pressed {
  const chosen = chosenRelease(state, shown);
  if (!chosen) return say(state, NONE);
  return only({ ...state, top: 0, history: { ...state.history, at: chosen.number, open: 'release' } });
}

/** To the list, as it was left. */
export const backInHistory = (state: TuiState): Pressed =>
  only({ ...state, top: 0, history: withoutOpen(state.history) });

export const withoutOpen = ({ open: _, ...position }: Position): Position => position;

/** The same key takes the mark away. */
export function markRelease(state: TuiState, shown: Shown): Pressed {
  const number = chosenRelease(state, shown)?.number;
  const { marked, ...rest } = state.history;
  if (state.view !== 'history') return say(state, ELSEWHERE);
  if (number === undefined) return say(state, NONE);
  return only({ ...state, history: marked === number ? rest : { ...rest, marked: number } });
}

/** Of the release that is marked and the one that is selected, the older first; else of that one and the one before it. */
export function showDifference(state: TuiState, shown: Shown): Pressed {
  if (state.view !== 'history') return say(state, ELSEWHERE);
  const chosen = chosenRelease(state, shown);
  if (!chosen) return say(state, NONE);
  const { number } = chosen;
  const releases = releasesOf(shown);
  const { marked } = state.history;
  const other = marked ?? releases[releases.indexOf(chosen) + 1]?.number;
  if (other === undefined) return say(state, `release ${number} is the first that is kept: m marks another`);
  if (other === number) return say(state, 'choose another release than the one that is marked');
  const pair = { from: Math.min(other, number), to: Math.max(other, number) };
  return [
    { ...state, top: 0, history: { ...state.history, at: number, open: pair } },
    [{ kind: 'compare', releases: pair }],
  ];
}

export function goBackTo(state: TuiState, shown: Shown): Pressed {
  if (state.view !== 'history') return say(state, ELSEWHERE);
  const chosen = chosenRelease(state, shown);
  if (!chosen) return say(state, NONE);
  const { number, outcome, command, canBeGoneBackTo } = chosen;
  if (!canBeGoneBackTo)
    return say(
      state,
      outcome === 'done'
        ? `${command} left no state of its own to go back to: choose another release`
        : `nothing goes back to release ${number}, which is ${outcome}: choose one that is done`,
    );
  return [
    { ...state, notice: 'planning …' },
    [{ kind: 'plan', request: { kind: 'rollback', release: number } }],
  ];
}

const NONE = 'there is no release yet';
const ELSEWHERE = 'choose a release: h shows them';
