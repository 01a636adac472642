import { UserError } from './user-error.ts';

/** @param variables the variables that select another folder */
export function cannotWriteTo(folder: string, variables: string, cause: unknown): UserError {
  const why = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  return new UserError('bad-usage', `nothing can be written to ${folder}, where it is kept meanwhile${why}`, {
    hint: `set ${variables} to a folder that is there and can be written to`,
    cause,
  });
}
