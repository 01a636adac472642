import { didYouMean } from '../util/did-you-mean.ts';
import { UserError } from './user-error.ts';

/** What is said of a service that nobody knows, wherever it was named. docker compose has the same message. */
export function noSuchService(
  unknown: readonly string[],
  known: Iterable<string>,
): { readonly message: string; readonly hint: string } {
  const [first = ''] = unknown;
  const names = [...known].sort();
  const near = didYouMean(first, names);
  return {
    message: `no such service: ${unknown.join(', ')}`,
    hint:
      near !== undefined
        ? `did you mean "${near}"?`
        : names.length > 0
          ? `the services are ${names.join(', ')}`
          : 'the project has no services',
  };
}

export function noSuchServiceError(unknown: readonly string[], known: Iterable<string>): UserError {
  const { message, hint } = noSuchService(unknown, known);
  return new UserError('no-such-service', message, { hint });
}
