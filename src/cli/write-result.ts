import { writeFileSync } from 'node:fs';
import { UserError } from '../diagnostics/user-error.ts';

/** What `--output` asks for. Error: UserError when there is no such folder, or it may not be written to. */
export function writeResult(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('bad-usage', `${path} cannot be written: ${reason}`, { cause });
  }
}
