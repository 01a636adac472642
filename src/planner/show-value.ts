import { maskValue } from '../util/looks-secret.ts';
import { stableJson } from '../util/stable-json.ts';

/** A value as a plan shows it: bare where it is one word, JSON where it is more. */
export function showValue(value: unknown): string {
  return typeof value === 'string' ? value : stableJson(value);
}

/** A variable's value: hidden when its name says that nobody should read it, and so are passwords inside of it. */
export const showVariable = maskValue;
