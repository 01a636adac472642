import type { Hint } from '../../diagnostics/hint.ts';
import type { MachineRule } from './machine-rules.ts';

/** What one check found. */
export interface Finding {
  /** What was looked at, in one or two words. */
  readonly check: string;
  readonly status: Status;
  readonly text: string;
  /** The rule about machines that was asked. Absent: another check. */
  readonly rule?: MachineRule;
  /** Why it matters. */
  readonly reason?: string;
  /** What to do about it. */
  readonly hint?: Hint;
}

/**
 * `fail`: something will not work. `warn`: it may not, or not well. `info`: good to know. `unknown`: nobody can tell from here,
 * which is no alarm.
 */
export type Status = 'ok' | 'info' | 'unknown' | 'warn' | 'fail';

export const ok = (check: string, text: string): Finding => ({ check, status: 'ok', text });

export const unknown = (check: string, text: string): Finding => ({ check, status: 'unknown', text });

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
