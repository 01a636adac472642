import { blank, gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { describeHolder, type LockHolder } from './lock-holder.ts';
import { lockName } from './lock-names.ts';

/** Somebody else keeps the project for too long. */
export function lockedError(project: string, other: LockHolder | undefined): UserError {
  return new UserError('project-locked', `project "${project}" is being changed: ${nameOfHolder(other)}`, {
    hint: other
      ? [
          'wait for it, or end it. ',
          gantry('up', '--lock-timeout', blank('DURATION')),
          ` waits longer; if that machine is gone, remove the volume ${lockName(project)}`,
        ]
      : `if nobody changes it, remove the volume ${lockName(project)}`,
  });
}

/** In one line. undefined: a holder that cannot be read. */
export const nameOfHolder = (other: LockHolder | undefined): string =>
  other ? describeHolder(other) : 'somebody who does not say who it is';
