import { UserError } from './user-error.ts';

/** @param variables the variables that select another folder */
export function cannotWriteTo(folder: string, variables: string, cause: unknown): UserError {
  const why = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  return new UserError('bad-usage', `temporary files cannot be written to ${folder}${why}`, {
    hint: `set ${variables} to a folder that exists and can be written to`,
    cause,
  });
}
