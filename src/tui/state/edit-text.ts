import type { Input } from '../keys/read-keys.ts';

/** A line that is typed, changed at its end. @returns undefined: the key is none of a text */
export function editText(text: string, input: Input): string | undefined {
  if ('pasted' in input) return text + input.pasted.replaceAll(/\s+/g, ' ').trim();
  const { key } = input;
  if (key === 'backspace') return Array.from(text).slice(0, -1).join('');
  if (key === 'ctrl-u') return '';
  if (key === 'ctrl-w') return text.slice(0, text.trimEnd().lastIndexOf(' ') + 1);
  return Array.from(key).length === 1 ? text + key : undefined;
}
