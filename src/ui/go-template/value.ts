import { UserError } from '../../diagnostics/user-error.ts';

/** The values of a template: JSON data, and functions that it may call. */
export type Value = string | number | boolean | null | undefined | readonly Value[] | Fields | Method;

export interface Fields {
  readonly [name: string]: Value;
}

/** `{{.Label "x"}}` calls the field `Label`. */
export type Method = (...args: readonly Value[]) => Value;

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isMethod = (value: Value): value is Method => typeof value === 'function';

export const isFields = (value: Value): value is Fields =>
  typeof value === 'object' && value !== null && !isList(value);

/** Truth for `if`, `and`, `or` and `not`: empty texts, lists and maps, 0, false and null are false. */
export function isTruthy(value: Value): boolean {
  if (isList(value)) return value.length > 0;
  if (isFields(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** As Go prints a value: `[a b]`, and `{a b}` for a struct. */
export function textOf(value: Value): string {
  if (value === undefined) return '<no value>';
  // JSON's null is an empty list of Go.
  if (value === null) return '[]';
  if (isList(value)) return `[${value.map(textOf).join(' ')}]`;
  if (isMethod(value)) return '<function>';
  if (isFields(value)) {
    const items = Object.values(value).filter((item) => !isMethod(item));
    return `{${items.map(textOf).join(' ')}}`;
  }
  return String(value);
}

export function templateError(message: string, hint?: string): UserError {
  return new UserError(
    'bad-usage',
    `the template cannot be used: ${message}`,
    hint === undefined ? {} : { hint },
  );
}
