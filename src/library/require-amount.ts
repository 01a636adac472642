import { UserError } from '../diagnostics/user-error.ts';

/** Error: UserError `bad-usage` for what is no whole number, or less than `least`. Absent is right. */
export function requireAmount(option: string, value: unknown, least: number): void {
  if (value === undefined || (Number.isInteger(value) && Number(value) >= least)) return;
  throw new UserError('bad-usage', `${option} is ${String(value)}, and has to be a whole number`, {
    hint: `${least} or more`,
  });
}
