import type { Input } from '../keys/read-keys.ts';
import { type Action, perform, TO_END, TO_START } from './actions.ts';
import { pressInDialog } from './press-dialog.ts';
import { pressInField } from './press-field.ts';
import { isTooSmall, type Pressed, type Shown, type TuiState } from './tui-state.ts';

const BY_KEY: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['j', { kind: 'move', by: 1 }],
  ['down', { kind: 'move', by: 1 }],
  ['k', { kind: 'move', by: -1 }],
  ['up', { kind: 'move', by: -1 }],
  ['ctrl-d', { kind: 'move-page', by: 1 }],
  ['page-down', { kind: 'move-page', by: 1 }],
  [' ', { kind: 'move-page', by: 1 }],
  ['ctrl-u', { kind: 'move-page', by: -1 }],
  ['page-up', { kind: 'move-page', by: -1 }],
  ['g', TO_START],
  ['home', TO_START],
  ['G', TO_END],
  ['end', TO_END],
  ['enter', { kind: 'open' }],
  ['escape', { kind: 'back' }],
  ['/', { kind: 'find' }],
  ['n', { kind: 'hit', by: 1 }],
  ['N', { kind: 'hit', by: -1 }],
  ['tab', { kind: 'next-view' }],
  ['v', { kind: 'show', view: 'graph' }],
  ['l', { kind: 'logs' }],
  ['L', { kind: 'logs', services: [] }],
  ['p', { kind: 'show', view: 'plan' }],
  ['h', { kind: 'show', view: 'history' }],
  ['d', { kind: 'compare' }],
  ['m', { kind: 'mark-release' }],
  ['b', { kind: 'rollback' }],
  ['f', { kind: 'follow' }],
  ['a', { kind: 'apply' }],
  ['c', { kind: 'cancel' }],
  ['r', { kind: 'plan', of: 'restart' }],
  ['s', { kind: 'plan', of: 'start-or-stop' }],
  ['t', { kind: 'exec' }],
  ['y', { kind: 'copy-command' }],
  [':', { kind: 'palette' }],
  ['?', { kind: 'help' }],
  ['q', { kind: 'quit' }],
]);

/** They mean the same wherever one is. */
const EVERYWHERE: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['ctrl-k', { kind: 'palette' }],
  ['ctrl-l', { kind: 'redraw' }],
  ['ctrl-z', { kind: 'suspend' }],
  ['ctrl-c', { kind: 'quit' }],
]);

/** Also while it is typed what is searched. */
const IN_LOGS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['ctrl-e', { kind: 'switch-expression' }],
  ['ctrl-o', { kind: 'switch-hits' }],
]);

/** What a key, or a text that is pasted, does: pure. */
export function press(before: TuiState, input: Input, shown: Shown): Pressed {
  const state: TuiState = { ...before, notice: '' };
  const always = 'key' in input ? EVERYWHERE.get(input.key) : undefined;
  if (always) return perform(state, always, shown);
  if (isTooSmall(shown.size)) return pressUnseen(state, input, shown);
  if (state.dialog) return pressInDialog(state, state.dialog, input, shown);
  const inLogs = state.view === 'logs' && 'key' in input ? IN_LOGS.get(input.key) : undefined;
  if (inLogs) return perform(state, inLogs, shown);
  if (state.field) return pressInField(state, state.field, input, shown);
  // A text that is pasted by mistake is no series of keys.
  if ('pasted' in input) return [state, []];
  const action = BY_KEY.get(input.key);
  return action ? perform(state, action, shown) : [state, []];
}

/** On a terminal that is too small for anything: the way out. */
function pressUnseen(state: TuiState, input: Input, shown: Shown): Pressed {
  if (state.dialog?.kind === 'ask') return pressInDialog(state, state.dialog, input, shown);
  return 'key' in input && input.key === 'q' ? perform(state, { kind: 'quit' }, shown) : [state, []];
}
