import { gantry, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { HookName } from '../../model/operation.ts';

interface HookEnd {
  /** Absent: it did not run. */
  readonly exitCode?: number;
  /** Follows the name of the hook. */
  readonly why: string;
  readonly output?: string;
  readonly hint?: Hint;
}

/** The message of a hook that ran begins with the words of docker compose, which people search for. */
export function hookFailed(
  {
    hook,
    index,
    service,
    oldRuns = false,
  }: {
    readonly hook: HookName;
    readonly index: number;
    readonly service: string;
    readonly oldRuns?: boolean;
  },
  { exitCode, why, output, hint }: HookEnd,
): UserError {
  const compose = exitCode === undefined ? '' : `${service} hook exited with status ${exitCode}: `;
  const written = output?.trimEnd();
  return new UserError(
    'hook-failed',
    `${compose}${hook}[${index}] of service "${service}" ${why}${written === '' ? ', and wrote nothing' : ''}`,
    {
      hint: hint ?? hintOf(hook, service, oldRuns),
      output: written ? written.split('\n') : [],
      about: { of: ['services', service], settings: [hook] },
    },
  );
}

/** Of a container that is removed, no command tells anything. */
export const REMOVED: Hint =
  'the new container was removed, and the service goes on without it; correct it, and give the command again';

function hintOf(hook: HookName, service: string, oldRuns: boolean): Hint {
  if (hook === 'pre_stop')
    return ['correct the hook; this stops the container without it: ', gantry('kill', service)];
  if (oldRuns) return REMOVED;
  return [
    'the container was stopped, and its next start runs the hook again; what it wrote: ',
    gantry('logs', service),
  ];
}
