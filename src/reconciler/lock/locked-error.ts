import { commandHint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { type Keeper, nameOfKeeper, whyStuck } from './keeper.ts';
import { lockName } from './lock-names.ts';

/** Somebody else keeps the project for too long, or a lock of somebody who died does. */
export function lockedError(project: string, keeper: Keeper): UserError {
  if (keeper.stuck)
    return new UserError('project-locked', `project "${project}" is not free: ${whyStuck(keeper)}`, {
      hint: `remove the volume ${keeper.stuck.volume}, and before that the containers that use it`,
    });
  return new UserError('project-locked', `project "${project}" is being changed: ${nameOfKeeper(keeper)}`, {
    hint: keeper.by
      ? [
          'wait for it, or end it; with `--lock-timeout DURATION` a command waits longer. If that machine is gone: ',
          commandHint('docker', 'volume', 'rm', lockName(project)),
        ]
      : ['if nobody changes it: ', commandHint('docker', 'volume', 'rm', lockName(project))],
  });
}
