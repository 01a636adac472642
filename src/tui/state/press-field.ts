import type { Input } from '../keys/read-keys.ts';
import { search } from './actions.ts';
import { editText } from './edit-text.ts';
import { filterServices } from './move.ts';
import { type Field, type Pressed, type Shown, type TuiState, withoutField } from './tui-state.ts';

/** The list follows what is typed; Enter keeps it, Esc takes it away. */
export function pressInField(state: TuiState, field: Field, input: Input, shown: Shown): Pressed {
  const key = 'key' in input ? input.key : '';
  if (key === 'enter') return [withoutField(state), []];
  if (key === 'escape') return apply(withoutField(state), { ...field, text: '' }, shown);
  const text = editText(field.text, input);
  if (text === undefined) return [state, []];
  return apply({ ...state, field: { ...field, text } }, { ...field, text }, shown);
}

const apply = (state: TuiState, { of, text }: Field, shown: Shown): Pressed =>
  of === 'search' ? search(state, { text }) : [filterServices(state, text, shown), []];
