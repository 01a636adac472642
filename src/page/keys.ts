import { signal } from '@preact/signals';
import { mayApply } from './asked-plan.ts';
import {
  copyCommand,
  copyShown,
  endFollow,
  jumpHit,
  showContext,
  toEnd,
  toStart,
} from './logs/log-actions.ts';
import { showAllProjects } from './project-address.ts';
import { dialog, isOpen, moveSelection, openService, pageState, selected, type View, view } from './store.ts';
import { openTerminalOf } from './terminal/open-terminal.ts';

const STORED = 'gantry-letters';
/** Letters alone are keys, unless the user has switched them off (who speaks to the machine may say letters). */
export const areLettersOn = signal(localStorage.getItem(STORED) !== 'off');

export function switchLetters(on: boolean): void {
  areLettersOn.value = on;
  localStorage.setItem(STORED, on ? 'on' : 'off');
}

export const KEYS = [
  { keys: ['j', 'k', '↓', '↑'], what: 'next and previous service' },
  { keys: ['Enter'], what: 'details of the service' },
  { keys: ['Esc'], what: 'back' },
  { keys: ['/'], what: 'filter services, or search the logs' },
  { keys: ['n', 'N'], what: 'next and previous hit' },
  { keys: ['g', 'G'], what: 'start and end' },
  { keys: ['f'], what: 'follow the logs' },
  { keys: ['c'], what: 'show the line of the logs that is open among its neighbours' },
  { keys: ['C'], what: 'copy the lines that are chosen (Shift ↓), all hits, or what is seen' },
  { keys: ['v'], what: 'graph' },
  { keys: ['l'], what: 'logs' },
  { keys: ['p'], what: 'plan' },
  { keys: ['w'], what: 'what is watched, and was copied' },
  { keys: ['h'], what: 'history' },
  { keys: ['a'], what: 'apply the plan (asks)' },
  { keys: ['o'], what: 'all projects, where the page is of several' },
  { keys: ['t'], what: 'terminal in the service; Ctrl ] leaves it' },
  { keys: ['y'], what: 'copy the command that shows the same' },
  { keys: ['Ctrl K'], what: 'commands and services' },
  { keys: ['?'], what: 'this list' },
] as const;

const show = (name: View) => (): void => {
  view.value = name;
};

const LETTERS: ReadonlyMap<string, () => void> = new Map([
  ['j', () => moveSelection(1)],
  ['k', () => moveSelection(-1)],
  ['v', show('graph')],
  ['l', show('logs')],
  ['p', show('plan')],
  ['w', show('watch')],
  ['h', show('history')],
  ['g', () => (view.value === 'logs' ? toStart() : moveSelection(-1e6))],
  ['G', () => (view.value === 'logs' ? toEnd() : moveSelection(1e6))],
  ['f', endFollow],
  ['n', () => jumpHit(1)],
  ['N', () => jumpHit(-1)],
  ['t', () => openTerminalOf(selected.value)],
  ['o', showAllProjects],
  ['c', showContext],
  ['C', copyShown],
  ['y', copyCommand],
  [
    'a',
    () => {
      if (pageState.value && mayApply(pageState.value)) dialog.value = 'apply';
    },
  ],
  ['/', () => focus(view.value === 'logs' ? 'log-search' : 'list-filter')],
  [
    '?',
    () => {
      dialog.value = 'help';
    },
  ],
]);

function focus(id: string): void {
  document.getElementById(id)?.focus();
}

export function handleKey(event: KeyboardEvent): void {
  if (!pageState.value) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    dialog.value = dialog.value === 'palette' ? undefined : 'palette';
    return;
  }
  if (dialog.value !== undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    back(event);
    return;
  }
  if (isField(event.target)) return;
  const named = NAMED.get(event.key);
  if (named && !(event.key === 'Enter' && isControl(event.target))) {
    event.preventDefault();
    named();
    return;
  }
  const letter = areLettersOn.value ? LETTERS.get(event.key) : undefined;
  if (!letter) return;
  event.preventDefault();
  letter();
}

const NAMED: ReadonlyMap<string, () => void> = new Map([
  ['ArrowDown', () => moveSelection(1)],
  ['ArrowUp', () => moveSelection(-1)],
  ['Enter', () => selected.value !== undefined && openService(selected.value)],
]);

function back(event: KeyboardEvent): void {
  if (isField(event.target)) event.target.blur();
  else if (isOpen.value) isOpen.value = false;
  else if (view.value !== 'graph') view.value = 'graph';
  else selected.value = undefined;
}

export const isField = (target: EventTarget | null): target is HTMLElement =>
  target instanceof HTMLElement && target.matches('input, textarea, select');

export const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.matches('button, a, [role=button]');
