import { UserError } from '../../diagnostics/user-error.ts';

const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** What to tell of an error of standard output. Nothing, where nobody reads it any more: there is nobody to tell. */
export function lostOutputError({ code }: NodeJS.ErrnoException): UserError | undefined {
  if (!FULL.includes(code)) return undefined;
  return new UserError('no-space', 'cannot write to standard output: no space is left where it goes', {
    hint: 'free space there and run it again: the output is incomplete',
  });
}

/**
 * Calls `tell`, instead of ending the program, when standard output takes no more.
 *
 * @returns takes the listening back.
 */
export function onLostOutput(tell: (error: NodeJS.ErrnoException) => void): () => void {
  const others = process.stdout.rawListeners('error');
  process.stdout.removeAllListeners('error').on('error', tell);
  return () => {
    process.stdout.removeListener('error', tell);
    for (const other of others)
      process.stdout.on('error', (...words) => void other.apply(process.stdout, words));
  };
}
