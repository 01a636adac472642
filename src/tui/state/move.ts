import { moveRelease } from './history.ts';
import { serviceTree } from './service-tree.ts';
import { bodyRows, isWide, type Shown, type TuiState } from './tui-state.ts';

/** A long way: to the start or to the end. */
export const FAR = 1e9;

/** Moves by so many lines: the selection of the graph, or what is read. */
export function moveBy(state: TuiState, by: number, shown: Shown): TuiState {
  if (state.view === 'logs' && !state.isOpen) return moveInLogs(state, by, shown);
  if (state.view === 'history' && !state.isOpen && state.history.open === undefined)
    return moveRelease(state, by, shown);
  if (state.view === 'plan' || state.view === 'history' || state.isOpen)
    return { ...state, top: Math.min(shown.lastTop, Math.max(0, state.top + by)) };
  return moveSelection(state, by, shown);
}

/** Each service once, in the order of the tree. */
function listedServices(state: TuiState, { page }: Pick<Shown, 'page'>): readonly string[] {
  return [...new Set(serviceTree(page, state.filter).map(({ service }) => service.name))];
}

/** The service that keys act on. One that the filter hides is none: nobody changes what the screen does not show. */
export function chosenService(state: TuiState, shown: Pick<Shown, 'page'>): string | undefined {
  const { selected, isOpen, filter } = state;
  if (selected === undefined || isOpen || filter === '') return selected;
  return listedServices(state, shown).includes(selected) ? selected : undefined;
}

/** What is typed moves the selection to the first service that fits, unless the selected one does. */
export function filterServices(state: TuiState, filter: string, shown: Pick<Shown, 'page'>): TuiState {
  const filtered: TuiState = { ...state, filter };
  if (filter === '' || chosenService(filtered, shown) !== undefined) return filtered;
  const [first] = listedServices(filtered, shown);
  return first === undefined ? filtered : { ...filtered, selected: first };
}

function moveSelection(state: TuiState, by: number, shown: Shown): TuiState {
  const names = listedServices(state, shown);
  const at = state.selected === undefined ? -1 : names.indexOf(state.selected);
  const from = at < 0 && by < 0 ? 0 : at;
  const selected = names[Math.min(names.length - 1, Math.max(0, from + by))];
  if (selected === undefined) return state;
  return { ...state, selected, top: 0 };
}

/** Of the lines that are shown: all, or those that match. */
function shownLines({ logs }: TuiState, { log }: Pick<Shown, 'log'>): ShownLines {
  const { dropped, hits, isSearching } = log;
  if (!logs.query.onlyHits || !isSearching)
    return { length: log.length, numberAt: (index) => dropped + index, indexOf: (line) => line - dropped };
  return {
    length: hits.length,
    numberAt: (index) => dropped + (hits[index] ?? 0),
    indexOf: (line) => hits.findLastIndex((position) => position <= line - dropped),
  };
}

interface ShownLines {
  readonly length: number;
  readonly numberAt: (index: number) => number;
  readonly indexOf: (line: number) => number;
}

/** The positions in the buffer of the lines that fit, from above. */
export function linesInView(state: TuiState, shown: Shown): readonly number[] {
  const lines = shownLines(state, shown);
  const rows = bodyRows(shown.size);
  const { at } = state.logs;
  const wanted = at === undefined ? lines.length - 1 : lines.indexOf(at);
  const last = Math.min(lines.length - 1, Math.max(rows - 1, wanted));
  const first = Math.max(0, last - rows + 1);
  return Array.from(
    { length: last - first + 1 },
    (_, index) => lines.numberAt(first + index) - shown.log.dropped,
  );
}

/** Going up pauses; reaching the end follows again. */
function moveInLogs(state: TuiState, by: number, shown: Shown): TuiState {
  const lines = shownLines(state, shown);
  const { at, ...rest } = state.logs;
  const from = at === undefined ? lines.length - 1 : lines.indexOf(at);
  const first = Math.min(lines.length, bodyRows(shown.size)) - 1;
  const next = Math.max(first, from + by);
  if (next >= lines.length - 1) return by > 0 || lines.length === 0 ? { ...state, logs: rest } : state;
  return { ...state, logs: { ...rest, at: lines.numberAt(next) } };
}

/** Stops where the end is now. */
export function pauseLogs(state: TuiState, { log }: Pick<Shown, 'log'>): TuiState {
  return { ...state, logs: { ...state.logs, at: log.dropped + log.length - 1 } };
}

export function followLogs(state: TuiState): TuiState {
  const { at: _, ...logs } = state.logs;
  return { ...state, logs };
}

/** To the next or previous line that matches, and shows it in the middle. */
export function jumpToHit(state: TuiState, by: 1 | -1, shown: Shown): TuiState {
  const { log } = shown;
  const { hits, dropped } = log;
  if (hits.length === 0)
    return { ...state, notice: log.isSearching ? 'no hit' : 'nothing is searched: / does' };
  const { hit, at } = state.logs;
  const from = (hit ?? (at === undefined ? dropped + log.length : at + 1)) - dropped;
  const near =
    by > 0 ? hits.find((position) => position > from) : hits.findLast((position) => position < from);
  const found = near ?? (by > 0 ? hits[0] : hits.at(-1)) ?? 0;
  const middle = found + Math.floor(bodyRows(shown.size) / 2);
  const end = Math.min(log.length - 1, middle);
  const notice = `hit ${hits.indexOf(found) + 1} of ${hits.length}`;
  return {
    ...state,
    notice,
    logs: { ...state.logs, hit: dropped + found, at: dropped + (state.logs.query.onlyHits ? found : end) },
  };
}

/** There is room for the details beside the graph. */
export const detailsBeside = ({ view, isOpen }: TuiState, { size }: Pick<Shown, 'size'>): boolean =>
  view === 'graph' && !isOpen && isWide(size);

/** The service whose details are on the screen. */
export const detailedService = (state: TuiState, shown: Pick<Shown, 'page' | 'size'>): string | undefined =>
  state.isOpen || detailsBeside(state, shown) ? chosenService(state, shown) : undefined;
