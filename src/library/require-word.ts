import { UserError } from '../diagnostics/user-error.ts';
import { didYouMean } from '../util/did-you-mean.ts';

/** Error: UserError `bad-usage` for another value than one of `words`: programs without types may pass any. Absent is right. */
export function requireWord(option: string, value: unknown, words: readonly string[]): void {
  if (value === undefined || words.some((word) => word === value)) return;
  const near = typeof value === 'string' ? didYouMean(value, words) : undefined;
  throw new UserError(
    'bad-usage',
    `${option} is ${JSON.stringify(value)}, and has to be one of ${words.join(', ')}`,
    {
      hint:
        near === undefined ? `leave it out, or write one of ${words.join(', ')}` : `did you mean "${near}"?`,
    },
  );
}
