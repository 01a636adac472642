import { stripVTControlCharacters } from 'node:util';

/**
 * Text of others as one that a terminal only prints: without escape sequences, and with other control characters as
 * `\x07`. Characters that change the direction of a text count as such. Tabs stay.
 */
export function disarm(text: string): string {
  if (!CONTROL.test(text)) return text;
  return stripVTControlCharacters(text).replaceAll(CONTROLS, escaped);
}

/** The same for a text of several lines. */
export const disarmLines = (text: string): string => text.split('\n').map(disarm).join('\n');

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const CONTROLS = new RegExp(CONTROL, 'g');

function escaped(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}
