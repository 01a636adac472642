import type { Hint } from '../../diagnostics/hint.ts';

/** What one check found. */
export interface Finding {
  /** What was looked at, in one or two words. */
  readonly check: string;
  readonly status: Status;
  readonly text: string;
  /** What to do about it. */
  readonly hint?: Hint;
}

/** `fail`: something will not work. `warn`: it may not, or not well. */
export type Status = 'ok' | 'warn' | 'fail';

export const ok = (check: string, text: string): Finding => ({ check, status: 'ok', text });

export const warn = (check: string, text: string, hint: Hint): Finding => ({
  check,
  status: 'warn',
  text,
  hint,
});

export const fail = (check: string, text: string, hint?: Hint): Finding => ({
  check,
  status: 'fail',
  text,
  ...(hint !== undefined && { hint }),
});
