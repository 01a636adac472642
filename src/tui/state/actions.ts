import type { PageAskedPlan, PageServiceVerb } from '../../model/page-calls.ts';
import { countPending } from '../../model/page-services.ts';
import { backInHistory, goBackTo, markRelease, openRelease, showDifference, withoutOpen } from './history.ts';
import { chosenService, FAR, followLogs, jumpToHit, moveBy, pauseLogs } from './move.ts';
import {
  bodyRows,
  type Effect,
  type Pressed,
  type Shown,
  type TuiState,
  type View,
  withoutDialog,
} from './tui-state.ts';

/** What a person can ask for, by a key or from the palette. */
export type Action =
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'move-page'; readonly by: 1 | -1 }
  | { readonly kind: 'show'; readonly view: View }
  | { readonly kind: 'next-view' }
  /** `service` absent: the one that is selected, as in all below. */
  | { readonly kind: 'open'; readonly service?: string }
  | { readonly kind: 'back' }
  /** Of all, of these, or of the one that is selected where absent. */
  | { readonly kind: 'logs'; readonly services?: readonly string[] }
  | { readonly kind: 'follow' }
  | { readonly kind: 'hit'; readonly by: 1 | -1 }
  | { readonly kind: 'find' }
  | { readonly kind: 'switch-expression' }
  | { readonly kind: 'switch-hits' }
  | { readonly kind: 'apply' }
  | { readonly kind: 'cancel' }
  | {
      readonly kind: 'plan';
      readonly of: 'up' | PageServiceVerb | 'start-or-stop';
      readonly service?: string;
    }
  | { readonly kind: 'exec'; readonly service?: string; readonly replica?: number }
  /** What differs between two releases. */
  | { readonly kind: 'compare' }
  | { readonly kind: 'mark-release' }
  /** The plan back to the release that is selected. */
  | { readonly kind: 'rollback' }
  | { readonly kind: 'help' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'copy-command' }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'quit' };

const only = (state: TuiState): Pressed => [state, []];
const say = (state: TuiState, notice: string): Pressed => [{ ...state, notice }, []];
const doing = (state: TuiState, effect: Effect): Pressed => [state, [effect]];

export function perform(state: TuiState, action: Action, shown: Shown): Pressed {
  switch (action.kind) {
    case 'move':
      return only(moveBy(state, action.by, shown));
    case 'move-page':
      return only(moveBy(state, action.by * Math.max(1, bodyRows(shown.size) - 1), shown));
    case 'show':
      return show(state, action.view, shown);
    case 'next-view':
      return show(state, NEXT[state.view], shown);
    case 'open':
      return state.view === 'history' && action.service === undefined
        ? openRelease(state, shown)
        : open(state, action.service ?? chosenService(state, shown));
    case 'back':
      return back(state);
    case 'logs':
      return showLogs(state, action.services ?? chosenAlone(state, shown));
    case 'follow':
      return only(state.logs.at === undefined ? pauseLogs(state, shown) : followLogs(state));
    case 'hit':
      return only(jumpToHit(state, action.by, shown));
    case 'find':
      return only({
        ...state,
        field:
          state.view === 'logs'
            ? { of: 'search', text: state.logs.query.text }
            : { of: 'filter', text: state.filter },
      });
    case 'switch-expression':
      return search(state, { isExpression: !state.logs.query.isExpression });
    case 'switch-hits':
      return switchHits(state);
    case 'apply':
      return askToApply(state, shown);
    case 'cancel':
      return askToCancel(state, shown);
    case 'plan':
      return askForPlan(state, action, shown);
    case 'exec':
      return exec(state, action, shown);
    case 'compare':
      return showDifference(state, shown);
    case 'mark-release':
      return markRelease(state, shown);
    case 'rollback':
      return mayChange(state, shown) ?? goBackTo(state, shown);
    case 'help':
      return only({ ...state, dialog: { kind: 'help', top: 0 } });
    case 'palette':
      return only({ ...state, dialog: { kind: 'palette', typed: '', chosen: 0 } });
    case 'copy-command':
      return doing(state, { kind: 'copy', text: commandOf(state) });
    case 'copy':
      return doing(state, action);
    case 'redraw':
    case 'suspend':
      return doing(state, action);
    case 'quit':
      return quit(state, shown);
  }
}

/** Empty, as for all: none is chosen. */
function chosenAlone(state: TuiState, shown: Shown): readonly string[] {
  const chosen = chosenService(state, shown);
  return chosen === undefined ? [] : [chosen];
}

const NEXT: { readonly [V in View]: View } = {
  graph: 'logs',
  logs: 'plan',
  plan: 'history',
  history: 'graph',
};

function show(state: TuiState, view: View, { page }: Shown): Pressed {
  const next: TuiState = { ...state, view, isOpen: false, top: 0, history: withoutOpen(state.history) };
  // Of the service that was looked at last, where there is one.
  if (view === 'logs' && state.view !== 'logs') {
    const isThere = state.logs.services.every((name) => Object.hasOwn(page.services, name));
    return showLogs(next, isThere ? state.logs.services : []);
  }
  return only(next);
}

function open(state: TuiState, service: string | undefined): Pressed {
  if (service === undefined) return say(state, 'choose a service: j and k');
  return only({ ...state, view: 'graph', selected: service, isOpen: true, top: 0 });
}

function back(state: TuiState): Pressed {
  if (state.isOpen) return only({ ...state, isOpen: false, top: 0 });
  if (state.view === 'history' && state.history.open !== undefined) return backInHistory(state);
  if (state.view !== 'graph') return only({ ...state, view: 'graph', top: 0 });
  return only({ ...state, filter: '' });
}

function showLogs(state: TuiState, services: readonly string[]): Pressed {
  const { hit: _, ...logs } = followLogs(state).logs;
  return doing(
    { ...state, view: 'logs', isOpen: false, logs: { ...logs, services } },
    { kind: 'follow', services },
  );
}

/** Looks for it in the logs, changed in this way. */
export function search(state: TuiState, change: Partial<TuiState['logs']['query']>): Pressed {
  const { hit: _, ...logs } = state.logs;
  const query = { ...logs.query, ...change };
  return doing({ ...state, logs: { ...logs, query } }, { kind: 'search', query });
}

function switchHits(state: TuiState): Pressed {
  if (state.logs.query.text === '') return say(state, 'nothing is searched: / does');
  return search(followLogs(state), { onlyHits: !state.logs.query.onlyHits });
}

const READ_ONLY = 'nothing can be changed from here (--read-only)';

/** @returns undefined: something may be changed from here now */
function mayChange(state: TuiState, { page }: Shown): Pressed | undefined {
  if (page.readOnly) return say(state, READ_ONLY);
  return page.run?.status === 'running' ? say(state, 'a run goes on') : undefined;
}

function askToApply(state: TuiState, shown: Shown): Pressed {
  const refused = mayChange(state, shown);
  if (refused) return refused;
  const { page } = shown;
  if (!page.plan) return say(state, 'there is no plan: p shows why');
  if (page.plan.changes.length === 0)
    return say(
      state,
      countPending(page.plan) === 0 ? 'there is nothing to do' : 'what is left needs a flag: p shows it',
    );
  return only({
    ...state,
    view: 'plan',
    isOpen: false,
    dialog: { kind: 'apply', plan: page.plan.id, typed: '', top: 0 },
  });
}

function askToCancel(state: TuiState, { page }: Shown): Pressed {
  if (page.run?.status !== 'running') return say(state, 'nothing runs that was started here');
  const question =
    page.run.returnsFrom === undefined
      ? 'Cancel the run? What has begun is finished, the rest is left.'
      : 'Stop going back? What has begun is finished, the rest stays as it is now.';
  return only({ ...state, dialog: { kind: 'ask', question, yes: { kind: 'cancel' } } });
}

/** What happens to the containers of one service is a plan too, which is shown before. */
function askForPlan(state: TuiState, asked: Extract<Action, { kind: 'plan' }>, shown: Shown): Pressed {
  const refused = mayChange(state, shown);
  if (refused) return refused;
  const { page } = shown;
  const service = asked.service ?? chosenService(state, shown);
  const known = service === undefined ? undefined : page.services[service];
  if (service === undefined || !known) return say(state, 'choose a service: j and k');
  const runs = Object.values(known.containers).some(({ isRunning }) => isRunning);
  const kind = asked.of === 'start-or-stop' ? (runs ? 'stop' : 'start') : asked.of;
  return doing({ ...state, notice: 'planning …' }, { kind: 'plan', request: { kind, services: [service] } });
}

/** The plan that was asked for has been made. */
export function showAsked(state: TuiState, asked: PageAskedPlan): TuiState {
  const { id, changes } = asked.plan;
  if (changes.length === 0) return { ...state, notice: `gantry ${asked.command}: there is nothing to do` };
  return { ...state, notice: '', dialog: { kind: 'apply', plan: id, typed: '', top: 0, asked } };
}

function exec(state: TuiState, asked: Extract<Action, { kind: 'exec' }>, shown: Shown): Pressed {
  const { page } = shown;
  if (page.readOnly) return say(state, READ_ONLY);
  const service = asked.service ?? chosenService(state, shown);
  const known = service === undefined ? undefined : page.services[service];
  if (service === undefined || !known) return say(state, 'choose a service: j and k');
  if (!Object.values(known.containers).some(({ isRunning }) => isRunning))
    return say(state, `${service} does not run`);
  const { replica } = asked;
  return doing(state, { kind: 'exec', service, ...(replica !== undefined && { replica }) });
}

function quit(state: TuiState, { page }: Shown): Pressed {
  if (page.run?.status !== 'running') return doing(state, { kind: 'quit' });
  const question = 'Quit? What has begun is finished first, the rest is left.';
  return only({ ...withoutDialog(state), dialog: { kind: 'ask', question, yes: { kind: 'quit' } } });
}

/** The command line that shows what is shown. */
function commandOf(state: TuiState): string {
  const { view, isOpen, selected, logs } = state;
  if (view === 'history' && !isOpen) return `gantry ${historyWords(state.history)}`;
  const names = view === 'logs' ? logs.services : isOpen && selected !== undefined ? [selected] : [];
  const words = view === 'logs' ? 'logs -f' : view === 'plan' ? 'plan' : isOpen ? 'why' : 'graph';
  return ['gantry', words, ...names].join(' ');
}

function historyWords({ at, open: shown }: TuiState['history']): string {
  if (shown === undefined) return 'history';
  if (shown === 'release') return at === undefined ? 'history' : `history show ${at}`;
  return `history diff ${shown.from} ${shown.to}`;
}

/** The start and the end of what is shown. */
export const TO_START: Action = { kind: 'move', by: -FAR };
export const TO_END: Action = { kind: 'move', by: FAR };
