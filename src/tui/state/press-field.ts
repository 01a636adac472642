import type { Input } from '../keys/read-keys.ts';
import { search } from './actions.ts';
import { editText } from './edit-text.ts';
import { type Field, type Pressed, type TuiState, withoutField } from './tui-state.ts';

/** The list follows what is typed; Enter keeps it, Esc takes it away. */
export function pressInField(state: TuiState, field: Field, input: Input): Pressed {
  const key = 'key' in input ? input.key : '';
  if (key === 'enter') return [withoutField(state), []];
  if (key === 'escape') return apply(withoutField(state), { ...field, text: '' });
  if (field.of === 'search' && key === 'ctrl-e')
    return search(state, { isExpression: !state.logs.query.isExpression });
  if (field.of === 'search' && key === 'ctrl-o')
    return search(state, { onlyHits: !state.logs.query.onlyHits });
  const text = editText(field.text, input);
  if (text === undefined) return [state, []];
  return apply({ ...state, field: { ...field, text } }, { ...field, text });
}

const apply = (state: TuiState, { of, text }: Field): Pressed =>
  of === 'search' ? search(state, { text }) : [{ ...state, filter: text }, []];
