import { UserError } from '../diagnostics/user-error.ts';

/** Error: UserError `bad-usage` for another value than one of `words`: programs without types may pass any. Absent is right. */
export function requireWord(option: string, value: unknown, words: readonly string[]): void {
  if (value === undefined || words.some((word) => word === value)) return;
  throw new UserError('bad-usage', `${option} is ${JSON.stringify(value)}, which it does not know`, {
    hint: `leave it out, or write one of ${words.join(', ')}`,
  });
}
