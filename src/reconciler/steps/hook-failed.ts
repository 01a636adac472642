import { gantry, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { HookName } from '../../model/operation.ts';

/** `why` follows the name of the hook. @param output absent: it did not run. */
export function hookFailed(
  { hook, index, service }: { readonly hook: HookName; readonly index: number; readonly service: string },
  why: string,
  output?: string,
  hint?: Hint,
): UserError {
  const written = output?.trimEnd();
  return new UserError(
    'hook-failed',
    `${hook}[${index}] of service "${service}" ${why}${written === '' ? ', and wrote nothing' : ''}`,
    {
      hint:
        hint ??
        (hook === 'pre_stop'
          ? ['correct the hook; this stops the container without it: ', gantry('kill', service)]
          : ['to look around in the container: ', gantry('exec', service, 'sh')]),
      output: written ? written.split('\n') : [],
      about: { of: ['services', service], settings: [hook] },
    },
  );
}
