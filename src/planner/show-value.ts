import { stableJson } from '../util/stable-json.ts';

const SECRET_NAME = /pass|secret|token|key|credential|auth|private/i;
const PASSWORD_IN_URL = /(:\/\/[^:/?#\s]*:)[^@/\s]+(?=@)/g;
const HIDDEN = '••••••';

/** A value as a plan shows it: bare where it is one word, JSON where it is more. */
export function showValue(value: unknown): string {
  return typeof value === 'string' ? value : stableJson(value);
}

/** A variable's value: hidden when its name says that nobody should read it, and so are passwords inside URLs. */
export function showVariable(name: string, value: string): string {
  return SECRET_NAME.test(name) ? HIDDEN : value.replace(PASSWORD_IN_URL, `$1${HIDDEN}`);
}
