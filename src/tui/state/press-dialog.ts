import type { Input } from '../keys/read-keys.ts';
import { perform } from './actions.ts';
import { editText } from './edit-text.ts';
import { paletteEntries } from './palette.ts';
import { type Dialog, type Pressed, type Shown, type TuiState, withoutDialog } from './tui-state.ts';

export function pressInDialog(state: TuiState, dialog: Dialog, input: Input, shown: Shown): Pressed {
  const key = 'key' in input ? input.key : '';
  if (key === 'escape') return [withoutDialog(state), []];
  switch (dialog.kind) {
    case 'help':
      return pressInHelp(state, dialog, key, shown);
    case 'palette':
      return pressInPalette(state, dialog, input, shown);
    case 'apply':
      return pressInApply(state, dialog, input, shown);
    case 'ask':
      if (key === 'y' || key === 'Y') return [withoutDialog(state), [dialog.yes]];
      return [key === 'n' || key === 'N' || key === 'q' ? withoutDialog(state) : state, []];
  }
}

type Of<K extends Dialog['kind']> = Extract<Dialog, { kind: K }>;

function pressInHelp(state: TuiState, { top }: Of<'help'>, key: string, { lastTop }: Shown): Pressed {
  const by = SCROLLS[key] ?? READS[key];
  if (by === undefined) return [withoutDialog(state), []];
  return [{ ...state, dialog: { kind: 'help', top: Math.min(lastTop, Math.max(0, top + by)) } }, []];
}

/** By so many lines. */
const SCROLLS: Readonly<Record<string, number>> = { down: 1, up: -1, 'page-down': 10, 'page-up': -10 };
/** Where nothing is typed. */
const READS: Readonly<Record<string, number>> = { j: 1, k: -1, ' ': 10 };

function pressInPalette(state: TuiState, dialog: Of<'palette'>, input: Input, shown: Shown): Pressed {
  const entries = paletteEntries(shown.page, dialog.typed);
  const at = Math.min(dialog.chosen, Math.max(0, entries.length - 1));
  const choose = (chosen: number): Pressed => [
    { ...state, dialog: { ...dialog, chosen: Math.min(entries.length - 1, Math.max(0, chosen)) } },
    [],
  ];
  if ('key' in input)
    switch (input.key) {
      case 'enter': {
        const entry = entries[at];
        return entry ? perform(withoutDialog(state), entry.action, shown) : [state, []];
      }
      case 'down':
      case 'ctrl-n':
      case 'tab':
        return choose(at + 1);
      case 'up':
      case 'ctrl-p':
      case 'shift-tab':
        return choose(at - 1);
    }
  const typed = editText(dialog.typed, input);
  return [typed === undefined ? state : { ...state, dialog: { kind: 'palette', typed, chosen: 0 } }, []];
}

/** What destroys data asks for the name of the project. Another plan than the one that was shown is looked at first. */
function pressInApply(state: TuiState, dialog: Of<'apply'>, input: Input, { page, lastTop }: Shown): Pressed {
  const { project } = page;
  const plan = dialog.asked?.plan ?? page.plan;
  const key = 'key' in input ? input.key : '';
  if (!plan || plan.changes.length === 0) return [withoutDialog(state), []];
  if (plan.id !== dialog.plan)
    return [
      key === 'enter' ? { ...state, dialog: { kind: 'apply', plan: plan.id, typed: '', top: 0 } } : state,
      [],
    ];
  const by = SCROLLS[key] ?? (plan.isDestructive ? undefined : READS[key]);
  if (by !== undefined)
    return [{ ...state, dialog: { ...dialog, top: Math.min(lastTop, Math.max(0, dialog.top + by)) } }, []];
  // A way back is watched as it goes.
  const next: TuiState = state.view === 'history' ? { ...state, view: 'plan', top: 0 } : state;
  const applied: Pressed = [withoutDialog(next), [{ kind: 'apply', plan: plan.id, typed: dialog.typed }]];
  if (!plan.isDestructive) {
    if (key === 'y' || key === 'Y') return applied;
    return [key === 'n' || key === 'N' || key === 'q' ? withoutDialog(state) : state, []];
  }
  if (key === 'enter') return dialog.typed === project ? applied : [state, []];
  const typed = editText(dialog.typed, input);
  return [typed === undefined ? state : { ...state, dialog: { ...dialog, typed } }, []];
}
